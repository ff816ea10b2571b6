import { AppError } from '../../common/app.error.js';

/** Stable codes of what went wrong with a notification, as its tenant sees them. */
export type NotificationTrouble =
  | 'endpoint_gone'
  | 'endpoint_inactive'
  | 'receiver_refused'
  | 'receiver_unreachable'
  | 'private_address'
  | 'receiver_busy';

interface Options {
  retryable?: boolean;
  usesAttempt?: boolean;
}

/** A notification was not delivered. It is tried again unless the endpoint has ended. */
export class NotificationError extends AppError {
  /** @param responseStatus of the receiver, if it has answered */
  constructor(
    code: NotificationTrouble,
    detail: string,
    readonly responseStatus: number | null = null,
    { retryable = true, usesAttempt = true }: Options = {},
  ) {
    super(502, code, 'The notification was not delivered', { detail, retryable, usesAttempt });
  }
}
