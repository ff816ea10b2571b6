import { AppError, type FieldError } from './app.error.js';

export class BadRequestError extends AppError {
  constructor(detail: string, code: string, errors?: FieldError[]) {
    super(400, code, 'Bad request', { detail, errors });
  }
}

/** The `state` that an owner came back with from a provider is forged, used, or expired. */
export class InvalidStateError extends AppError {
  constructor(detail: string) {
    super(400, 'invalid_oauth_state', 'Bad request', { detail, isAuthFailure: true });
  }
}

/** The confirmation code of a consent is forged, used, or expired, or of another provider. */
export class InvalidConfirmationError extends AppError {
  constructor() {
    const detail = 'This confirmation was not issued here, was used already, or has expired; begin again';
    super(400, 'invalid_confirmation', 'Bad request', { detail, isAuthFailure: true });
  }
}

/** All fields are in `errors`; this many are also in the detail. */
const NAMED_IN_DETAIL = 3;

export class ValidationError extends AppError {
  constructor(errors: FieldError[]) {
    const named = errors.slice(0, NAMED_IN_DETAIL).map(({ field, message }) => `${field}: ${message}`);
    const more = errors.length > named.length ? [`and ${errors.length - named.length} more`] : [];
    super(400, 'validation_failed', 'Validation failed', { detail: [...named, ...more].join('; '), errors });
  }
}

/** Missing, malformed, expired or wrong credentials. The detail never says which secret came close. */
export class UnauthenticatedError extends AppError {
  constructor(detail: string, code = 'unauthenticated') {
    super(401, code, 'Unauthorized', { detail, isAuthFailure: true });
  }
}

export class ForbiddenError extends AppError {
  constructor(detail: string, code = 'forbidden') {
    super(403, code, 'Forbidden', { detail });
  }
}

/** Also the answer to another tenant's object: its existence is not ours to tell. */
export class NotFoundError extends AppError {
  constructor(what: string, code = 'not_found') {
    super(404, code, 'Not found', { detail: `${what} was not found` });
  }
}

export class MethodNotAllowedError extends AppError {
  /** @param allowed methods, as RFC 9110 lists them in `Allow` */
  constructor(allowed: string) {
    super(405, 'method_not_allowed', 'Method not allowed', { detail: `Use ${allowed}`, headers: { allow: allowed } });
  }
}

/** A URL with a token that no webhook endpoint has. */
export class UnknownEndpointError extends AppError {
  constructor() {
    const detail = 'This webhook endpoint was not found';
    super(404, 'webhook_endpoint_not_found', 'Not found', { detail, isAuthFailure: true });
  }
}

export class ConflictError extends AppError {
  constructor(detail: string, code: string) {
    super(409, code, 'Conflict', { detail });
  }
}

export class UnprocessableError extends AppError {
  constructor(detail: string, code: string, errors?: FieldError[]) {
    super(422, code, 'Unprocessable', { detail, errors });
  }
}

export class TooManyRequestsError extends AppError {
  constructor(retryAfterSeconds: number, detail = 'Too many requests; slow down') {
    super(429, 'rate_limited', 'Too many requests', {
      detail,
      retryable: true,
      headers: { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) },
    });
  }
}

/** Our own infrastructure is away. Work that meets this uses up no attempt. */
export class UnavailableError extends AppError {
  /** @param reason what is wrong with it, for the log; callers are not told */
  constructor(
    what: string,
    cause?: unknown,
    retryAfterSeconds = 5,
    readonly reason?: string,
  ) {
    super(503, 'service_unavailable', 'Service unavailable', {
      detail: `${what} is unavailable; try again in ${retryAfterSeconds} s`,
      cause,
      retryable: true,
      usesAttempt: false,
      headers: { 'retry-after': String(retryAfterSeconds) },
    });
  }
}
