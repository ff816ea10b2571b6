import type { Failure } from '../../common/failure.js';

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
export class NotificationError extends Error implements Failure {
  readonly retryable: boolean;
  readonly usesAttempt: boolean;

  /** @param responseStatus of the receiver, if it has answered */
  constructor(
    readonly code: NotificationTrouble,
    message: string,
    readonly responseStatus: number | null = null,
    { retryable = true, usesAttempt = true }: Options = {},
  ) {
    super(message);
    this.name = new.target.name;
    this.retryable = retryable;
    this.usesAttempt = usesAttempt;
  }
}
