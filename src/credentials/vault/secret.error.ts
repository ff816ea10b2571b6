import { AppError } from '../../common/app.error.js';

export interface UnreadableSecret {
  /** Name of the encryption key. */
  kid: string;
  /** `key_missing`: ENCRYPTION_KEYS lacks that key. `altered`: the row was changed, or copied from another place. */
  reason: 'key_missing' | 'altered';
  /** How long callers and background work wait before they try again. */
  retryAfterSeconds: number;
  cause?: unknown;
}

/**
 * A stored secret cannot be decrypted. Neither the caller nor the owner of the account can correct this. It ends when
 * the key is configured again, so work is postponed and uses up no attempt. The message names the missing key and
 * quotes nothing else.
 */
export class SecretUnreadableError extends AppError {
  readonly reason: UnreadableSecret['reason'];
  readonly retryAfterSeconds: number;

  constructor({ kid, reason, retryAfterSeconds, cause }: UnreadableSecret) {
    super(503, 'secret_unreadable', 'A stored secret cannot be read', {
      detail:
        reason === 'key_missing'
          ? `ENCRYPTION_KEYS lacks the key "${kid}", which encrypts a stored secret`
          : 'A stored secret cannot be decrypted: it was altered, or copied from another place',
      cause,
      retryable: true,
      usesAttempt: false,
      headers: { 'retry-after': String(retryAfterSeconds) },
    });
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
