import { AppError, type FieldError } from './app.error.js';
import type { ProblemCode } from './problem.codes.js';

export class BadRequestError extends AppError {
  constructor(detail: string, code: ProblemCode, errors?: FieldError[]) {
    super(400, code, 'Bad request', { detail, errors });
  }
}

/** The `state` of an OAuth callback is forged, already used, or expired. */
export class InvalidStateError extends AppError {
  constructor(detail: string) {
    super(400, 'invalid_oauth_state', 'Bad request', { detail, isAuthFailure: true });
  }
}

/** The confirmation code of a consent is forged, already used, expired, or belongs to another provider. */
export class InvalidConfirmationError extends AppError {
  constructor() {
    const detail = 'This confirmation was not issued here, was already used, or has expired; start again';
    super(400, 'invalid_confirmation', 'Bad request', { detail, isAuthFailure: true });
  }
}

/** How many fields the detail names. `errors` names all of them. */
const NAMED_IN_DETAIL = 3;

export class ValidationError extends AppError {
  constructor(errors: FieldError[]) {
    const named = errors.slice(0, NAMED_IN_DETAIL).map(({ field, message }) => `${field}: ${message}`);
    const more = errors.length > named.length ? [`and ${errors.length - named.length} more`] : [];
    super(400, 'validation_failed', 'Validation failed', { detail: [...named, ...more].join('; '), errors });
  }
}

/** Missing, malformed, expired or wrong credentials. The detail never says which part of a credential was correct. */
export class UnauthenticatedError extends AppError {
  constructor(detail: string, code: ProblemCode = 'unauthenticated') {
    super(401, code, 'Unauthorized', { detail, isAuthFailure: true });
  }
}

export class ForbiddenError extends AppError {
  constructor(detail: string, code: ProblemCode = 'forbidden') {
    super(403, code, 'Forbidden', { detail });
  }
}

/** Also used for objects of another tenant, so that a caller cannot learn that they exist. */
export class NotFoundError extends AppError {
  constructor(what: string, code: ProblemCode = 'not_found') {
    super(404, code, 'Not found', { detail: `${what} was not found` });
  }
}

export class MethodNotAllowedError extends AppError {
  /** @param allowed methods, in the format of the header `Allow` (RFC 9110) */
  constructor(allowed: string) {
    super(405, 'method_not_allowed', 'Method not allowed', { detail: `Use ${allowed}`, headers: { allow: allowed } });
  }
}

/** The token in the URL belongs to no webhook endpoint. */
export class UnknownEndpointError extends AppError {
  constructor() {
    const detail = 'This webhook endpoint was not found';
    super(404, 'webhook_endpoint_not_found', 'Not found', { detail, isAuthFailure: true });
  }
}

export class ConflictError extends AppError {
  constructor(detail: string, code: ProblemCode) {
    super(409, code, 'Conflict', { detail });
  }
}

export class UnprocessableError extends AppError {
  constructor(detail: string, code: ProblemCode, errors?: FieldError[]) {
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

/** Our own infrastructure is unavailable. It does not use up an attempt of the work. */
export class UnavailableError extends AppError {
  /** @param reason cause for the log; callers do not see it */
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
