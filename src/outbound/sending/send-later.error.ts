import type { Failure } from '../../common/failure.js';

/** Why a target is handed back, to be sent later. */
export type LaterReason =
  /** Its last request may have been applied. */
  | 'outcome_unknown'
  /** Another claim sends to the same integration, or to as many of the provider as may be. */
  | 'slot_taken'
  /** Requests to the same integration have just failed. */
  | 'provider_busy'
  /** It is sent without what it needs if that does not come in time. */
  | 'dependency'
  /** Something else is wanted by now: it is built again. */
  | 'changed'
  /** The object kept changing while the request was built. */
  | 'object_keeps_changing';

interface Options {
  retryAfterSeconds: number;
  usesAttempt?: boolean;
}

/** A target is sent later. Unless it says so, it uses up no attempt: waiting is not a failure. */
export class SendLaterError extends Error implements Failure {
  readonly retryable = true;
  readonly usesAttempt: boolean;
  readonly retryAfterSeconds: number;

  constructor(
    readonly code: LaterReason,
    message: string,
    { retryAfterSeconds, usesAttempt = false }: Options,
  ) {
    super(message);
    this.name = new.target.name;
    this.usesAttempt = usesAttempt;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
