import type { Failure } from '../common/failure.js';

const USUAL_BLOCK_MS = 3_600_000;
const SPREAD_SECONDS = 300;

export interface ProviderErrorOptions {
  cause?: unknown;
  /** HTTP status of the provider's answer, when there was one. */
  status?: number;
  /** The provider's id of the request, for its support. */
  requestId?: string;
  retryAfterSeconds?: number;
  /** Of a rate limit: whether it is the account's, or that of the one operation. */
  scope?: 'account' | 'operation';
  /** Of refused credentials: another token of the same connection may be accepted. */
  refreshable?: boolean;
  /** Of an exhausted budget: when the next one begins. */
  blockedUntil?: Date;
  /** Of a failure: less at once may succeed. */
  isHeavy?: boolean;
}

/**
 * A failure of a provider, mapped once, at its edge. `message` is safe to show and store: it carries no
 * credentials and says what to do where that is known.
 */
export abstract class ProviderError extends Error implements Failure {
  abstract readonly code: string;
  /** The same call may succeed later without anyone changing anything. */
  abstract readonly retryable: boolean;
  readonly usesAttempt: boolean = true;
  /** `false`: nothing was sent, so the failure says nothing of the provider. */
  readonly wasAsked: boolean = true;
  readonly status?: number;
  readonly requestId?: string;
  readonly retryAfterSeconds?: number;

  constructor(message: string, options: ProviderErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.status = options.status;
    this.requestId = options.requestId;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Network, timeout, 5xx, or an answer that is not what the provider documents. */
export class ProviderUnavailableError extends ProviderError {
  readonly code = 'provider_unavailable';
  readonly retryable = true;
  /** It may have been asked for too much at once. */
  readonly isHeavy: boolean;

  constructor(message: string, options: ProviderErrorOptions = {}) {
    super(message, options);
    this.isHeavy = options.isHeavy ?? false;
  }
}

/** Waiting cures it; uses up no attempt. */
export class ProviderRateLimitedError extends ProviderError {
  readonly code = 'provider_rate_limited';
  readonly retryable = true;
  override readonly usesAttempt = false;
  readonly scope: 'account' | 'operation';

  constructor(message: string, options: ProviderErrorOptions = {}) {
    super(message, options);
    this.scope = options.scope ?? 'account';
  }
}

/**
 * The provider serves no account of this installation until a known time, such as the next month. Work waits until then, and uses
 * up no attempt.
 */
export class ProviderBudgetExhaustedError extends ProviderError {
  readonly code = 'provider_budget_exhausted';
  readonly retryable = true;
  override readonly usesAttempt = false;
  readonly blockedUntil: Date;

  /** @param options.blockedUntil absent: in an hour */
  constructor(message: string, options: ProviderErrorOptions = {}, random: () => number = Math.random) {
    const blockedUntil = options.blockedUntil ?? new Date(Date.now() + USUAL_BLOCK_MS);
    const waitSeconds = Math.max(1, Math.ceil((blockedUntil.getTime() - Date.now()) / 1000));
    // Not all work at the first second of the month.
    const retryAfterSeconds = waitSeconds + Math.floor(random() * SPREAD_SECONDS);
    super(`${message}; blocked until ${blockedUntil.toISOString()}`, { ...options, retryAfterSeconds });
    this.blockedUntil = blockedUntil;
  }
}

/** Not called at all: the account has not answered for a while. Uses up no attempt. */
export class ProviderCircuitOpenError extends ProviderError {
  readonly code = 'provider_circuit_open';
  readonly retryable = true;
  override readonly usesAttempt = false;
  override readonly wasAsked = false;

  /**
   * The work that waits comes back spread out and in another order: where one request fails whatever the account does,
   * it must not be the trial each time.
   * @param waitMs until the account is tried again
   */
  constructor(waitMs: number, random: () => number = Math.random) {
    super('The provider has not answered for this account for a while; it is tried again from time to time', {
      retryAfterSeconds: Math.ceil((waitMs / 1000) * (1 + random() / 5)),
    });
  }
}

/** A request that writes was about to leave too late, so it was not sent. Uses up no attempt. */
export class ProviderNotAskedError extends ProviderError {
  readonly code = 'provider_not_asked';
  readonly retryable = true;
  override readonly usesAttempt = false;
  override readonly wasAsked = false;

  constructor() {
    super('The request was not sent in time, because this service was slow; it is sent later', {
      retryAfterSeconds: 1,
    });
  }
}

/**
 * The whole connection is refused: it needs its owner. The only class that changes a connection's status, so it is for
 * the answers that a provider's `*_REFUSALS` name, and for connections that have nothing to ask with.
 */
export class ProviderCredentialsError extends ProviderError {
  readonly code = 'provider_rejected_credentials';
  readonly retryable = false;
  readonly refreshable: boolean;

  constructor(message: string, options: ProviderErrorOptions = {}) {
    super(message, options);
    this.refreshable = options.refreshable ?? false;
  }
}

/** The connection is good, but may not do this: fails one stream and leaves the others. */
export class ProviderPermissionError extends ProviderError {
  readonly code = 'provider_permission_denied';
  readonly retryable = false;
}

export class ProviderNotFoundError extends ProviderError {
  readonly code = 'provider_object_not_found';
  readonly retryable = false;
}

/** The provider understood and refused. */
export class ProviderRequestError extends ProviderError {
  readonly code = 'provider_refused_request';
  readonly retryable = false;
}

/** Where a walk left off is no longer known to the provider: the walk starts again. */
export class ProviderCursorError extends ProviderError {
  readonly code = 'provider_cursor_lost';
  readonly retryable = true;
}

/** The provider pages in a circle, or answers what cannot be: going on would loop or lose data. */
export class ProviderProtocolError extends ProviderError {
  readonly code = 'provider_protocol_violation';
  readonly retryable = true;
}

/**
 * A position that was stored for a walk cannot be read: it is no longer of a form that this version knows. The run fails,
 * the engine drops the position, and the next run starts the walk from its beginning.
 */
export class InvalidCheckpointError extends ProviderError {
  readonly code = 'invalid_checkpoint';
  readonly retryable = false;

  /** @param part `cursor`: where a walk is. `memory`: what is remembered from one walk to the next */
  constructor(
    message: string,
    readonly part: 'cursor' | 'memory' = 'cursor',
  ) {
    super(message);
  }
}
