import { AppError } from './app.error.js';
import type { Failure } from './failure.js';
import type { ProblemCode } from './problem.codes.js';

interface FailureStatus {
  status: number;
  title: string;
  /** The code for callers. */
  code: ProblemCode;
  /** The field of the request that caused the failure. */
  field?: string;
}

const REFUSED = { status: 422, title: 'Unprocessable' } as const;
const AWAY = { status: 502, title: 'The provider is unavailable', code: 'provider_unavailable' } as const;
const BROKEN = { status: 502, title: 'The response of the provider cannot be used' } as const;

/**
 * Maps failures that are not an {@link AppError} to their HTTP status, by their stable code. The only place that does.
 */
export const FAILURE_STATUS: ReadonlyMap<string, FailureStatus> = new Map<string, FailureStatus>([
  ['provider_rejected_credentials', { ...REFUSED, code: 'provider_rejected_credentials', field: 'credentials' }],
  ['provider_permission_denied', { ...REFUSED, code: 'provider_permission_denied' }],
  ['provider_object_not_found', { ...REFUSED, code: 'provider_object_not_found' }],
  ['provider_refused_request', { ...REFUSED, code: 'provider_refused_request' }],
  ['provider_unavailable', AWAY],
  ['provider_rate_limited', AWAY],
  ['provider_circuit_open', AWAY],
  ['provider_not_asked', AWAY],
  ['provider_budget_exhausted', AWAY],
  ['provider_cursor_lost', { ...BROKEN, code: 'provider_cursor_lost' }],
  ['provider_protocol_violation', { ...BROKEN, code: 'provider_protocol_violation' }],
  ['invalid_checkpoint', { status: 500, title: 'A stored position cannot be read', code: 'invalid_checkpoint' }],
  ['integration_needs_reauth', { status: 409, title: 'Conflict', code: 'integration_needs_reauth' }],
]);

/** @returns `null` for a code without a row, because callers must not see such a failure */
export function fromFailure(failure: Error & Failure): AppError | null {
  const row = FAILURE_STATUS.get(failure.code);
  if (!row) return null;
  const { message, retryable, usesAttempt, retryAfterSeconds } = failure;
  const { status, title, code, field } = row;
  return new AppError(status, code, title, {
    detail: message,
    retryable,
    usesAttempt,
    cause: failure,
    ...(field && { errors: [{ field, message }] }),
    ...(status >= 500 &&
      retryAfterSeconds !== undefined && { headers: { 'retry-after': wholeSeconds(retryAfterSeconds) } }),
  });
}

function wholeSeconds(seconds: number): string {
  return String(Math.max(1, Math.ceil(seconds)));
}
