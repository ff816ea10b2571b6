import type { SandboxClock } from './sandbox.clock.js';

interface StoredAnswer {
  status: number;
  body: string;
}

interface Entry {
  fingerprint: string;
  at: number;
  answer: StoredAnswer | null;
}

/** The answer to repeat; or why the key cannot be used: by another request, or by one that is still under way. */
export type KeyState = StoredAnswer | 'reused' | 'underWay';

const DAY = 86_400;
const MOST_ENTRIES = 100_000;

/** The first answer to a key is every later answer to it, for as long as the vendor remembers keys. */
export class IdempotencyStore {
  /** How long a key is remembered. */
  seconds = DAY;
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly clock: Pick<SandboxClock, 'now'>) {}

  /** @returns undefined for the first caller, who must `complete` or `abandon` */
  begin(scope: string, key: string, fingerprint: string): KeyState | undefined {
    const name = `${scope} ${key}`;
    const entry = this.entries.get(name);
    if (!entry || entry.at <= this.clock.now() - this.seconds) {
      this.entries.delete(name);
      this.entries.set(name, { fingerprint, at: this.clock.now(), answer: null });
      if (this.entries.size > MOST_ENTRIES) this.entries.delete(this.entries.keys().next().value!);
      return undefined;
    }
    if (entry.fingerprint !== fingerprint) return 'reused';
    return entry.answer ?? 'underWay';
  }

  complete(scope: string, key: string, { status, body }: StoredAnswer): void {
    const entry = this.entries.get(`${scope} ${key}`);
    if (entry) entry.answer = { status, body };
  }

  /** Forgets a call that never really started: refused by a limit, or by validation. */
  abandon(scope: string, key: string): void {
    this.entries.delete(`${scope} ${key}`);
  }

  /** Forgets the keys of a scope, or of all that begin with it. */
  forget(scope: string): void {
    for (const name of this.entries.keys()) if (name.startsWith(`${scope} `)) this.entries.delete(name);
  }

  /** Forgets all keys, as if their time had passed. */
  expireAll(): void {
    this.entries.clear();
  }
}
