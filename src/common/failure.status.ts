import { AppError } from './app.error.js';
import type { Failure } from './failure.js';

interface FailureStatus {
  status: number;
  title: string;
  /** The code for callers. Default: the code of the failure. */
  code?: string;
  /** The field of the request that caused the failure. */
  field?: string;
}

const REFUSED = { status: 422, title: 'Unprocessable' };
const AWAY = { status: 502, title: 'The provider is unavailable', code: 'provider_unavailable' };
const BROKEN = { status: 502, title: 'The response of the provider cannot be used' };

/**
 * Maps failures that are not an {@link AppError} to their HTTP status, by their stable code. The only place that does.
 */
export const FAILURE_STATUS: ReadonlyMap<string, FailureStatus> = new Map<string, FailureStatus>([
  ['provider_rejected_credentials', { ...REFUSED, field: 'credentials' }],
  ['provider_permission_denied', REFUSED],
  ['provider_object_not_found', REFUSED],
  ['provider_refused_request', REFUSED],
  ['provider_unavailable', AWAY],
  ['provider_rate_limited', AWAY],
  ['provider_circuit_open', AWAY],
  ['provider_cursor_lost', BROKEN],
  ['provider_protocol_violation', BROKEN],
  ['invalid_checkpoint', { status: 500, title: 'A stored position cannot be read' }],
  ['integration_needs_reauth', { status: 409, title: 'Conflict' }],
]);

/** @returns `null` for a code without a row, because callers must not see such a failure */
export function fromFailure(failure: Error & Failure): AppError | null {
  const row = FAILURE_STATUS.get(failure.code);
  if (!row) return null;
  const { message, retryable, usesAttempt, retryAfterSeconds } = failure;
  const { status, title, code = failure.code, field } = row;
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
