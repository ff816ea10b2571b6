export type Infrastructure = 'redis' | 'postgresql';

const origins = new WeakMap<object, Infrastructure>();
/** Limits the search. This service creates no error with more nested causes. */
const MAX_CAUSES = 5;

/**
 * Marks an error of a client of our own infrastructure (Redis, PostgreSQL). Only the wrappers of these clients call it.
 * Such an error is expected. Any other unhandled error is a defect.
 */
export function markInfrastructure<T>(error: T, origin: Infrastructure): T {
  if (typeof error === 'object' && error !== null) origins.set(error, origin);
  return error;
}

/** The client that reported the error or one of its causes. `undefined`: none. */
export function infrastructureOf(error: unknown): Infrastructure | undefined {
  let current = error;
  for (let n = 0; n <= MAX_CAUSES && typeof current === 'object' && current !== null; n++) {
    const origin = origins.get(current);
    if (origin) return origin;
    current = (current as { cause?: unknown }).cause;
  }
  return undefined;
}
