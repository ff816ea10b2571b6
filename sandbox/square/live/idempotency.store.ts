import { badRequest } from '../square.errors.js';

interface Entry {
  fingerprint: string;
  at: number;
  value: unknown;
}

/** Square does not say how long it remembers; a day is long enough for any retry. */
const LIFE_MS = 86_400_000;
const MOST_ENTRIES = 100_000;

/** The first good answer to a key is every later answer to it; another body under the same key is refused. */
export class IdempotencyStore {
  private readonly entries = new Map<string, Entry>();

  /** @returns the answer that was given before, or undefined for the first caller */
  recall(scope: string, key: string, fingerprint: string, now: number): unknown {
    const entry = this.entries.get(`${scope} ${key}`);
    if (!entry || entry.at < now - LIFE_MS) return undefined;
    if (entry.fingerprint === fingerprint) return entry.value;
    throw badRequest(
      'IDEMPOTENCY_KEY_REUSED',
      'Different request parameters used for the same idempotency_key.',
      'idempotency_key',
    );
  }

  remember(scope: string, key: string, fingerprint: string, value: unknown, now: number): void {
    this.entries.set(`${scope} ${key}`, { fingerprint, at: now, value });
    if (this.entries.size > MOST_ENTRIES) this.entries.delete(this.entries.keys().next().value!);
  }
}
