import { StripeApiError } from '../stripe.errors.js';

interface StoredAnswer {
  status: number;
  body: string;
}

interface Entry {
  fingerprint: string;
  at: number;
  answer: StoredAnswer | null;
}

const LIFE_SECONDS = 86_400;
const MOST_ENTRIES = 100_000;

/** First answer wins for 24 hours; a second call under way at the same time is a conflict. */
export class IdempotencyStore {
  private readonly entries = new Map<string, Entry>();

  /** The answer to replay, or null when the caller is the first and must `complete` or `abandon`. */
  begin(scope: string, key: string, fingerprint: string, now: number): StoredAnswer | null {
    const name = `${scope} ${key}`;
    const entry = this.entries.get(name);
    if (!entry || entry.at < now - LIFE_SECONDS) {
      this.entries.delete(name);
      this.entries.set(name, { fingerprint, at: now, answer: null });
      if (this.entries.size > MOST_ENTRIES) this.entries.delete(this.entries.keys().next().value!);
      return null;
    }
    if (entry.fingerprint !== fingerprint) throw reused(key);
    if (!entry.answer) throw inProgress(key);
    return entry.answer;
  }

  complete(scope: string, key: string, answer: StoredAnswer): void {
    const entry = this.entries.get(`${scope} ${key}`);
    if (entry) entry.answer = answer;
  }

  /** Forgets a call that never really started: refused by a limit, or by validation. */
  abandon(scope: string, key: string): void {
    this.entries.delete(`${scope} ${key}`);
  }
}

function reused(key: string): StripeApiError {
  return new StripeApiError(400, {
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  });
}

function inProgress(key: string): StripeApiError {
  return new StripeApiError(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
  });
}
