import { AppError } from '../../common/app.error.js';

export interface UnreadableSecret {
  /** Names the key that sealed it. */
  kid: string;
  /** `key_missing`: ENCRYPTION_KEYS lacks that key. `altered`: the row was changed, or belongs elsewhere. */
  reason: 'key_missing' | 'altered';
  /** How long a caller, and work in the background, wait before they try again. */
  retryAfterSeconds: number;
  cause?: unknown;
}

/**
 * A stored secret does not open. It is a fault of ours that neither the caller nor the owner of an account can mend, and
 * that ends when the key is configured again: work that meets it is postponed and uses up no attempt. Names the key that
 * is missing, and quotes nothing else.
 */
export class SecretUnreadableError extends AppError {
  readonly reason: UnreadableSecret['reason'];
  readonly retryAfterSeconds: number;

  constructor({ kid, reason, retryAfterSeconds, cause }: UnreadableSecret) {
    super(503, 'secret_unreadable', 'A stored secret cannot be read', {
      detail:
        reason === 'key_missing'
          ? `ENCRYPTION_KEYS has no key "${kid}", which sealed a stored secret`
          : 'A stored secret does not open: it was altered, or copied from elsewhere',
      cause,
      retryable: true,
      usesAttempt: false,
      headers: { 'retry-after': String(retryAfterSeconds) },
    });
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
