export type Infrastructure = 'redis' | 'postgresql';

const origins = new WeakMap<object, Infrastructure>();
/** An error with more causes than this is not of our making. */
const MAX_CAUSES = 5;

/**
 * Marks an error as one that a client of our own infrastructure reported. Called only by the wrappers of these
 * clients. Such an error is expected, and any other unhandled error is a defect.
 */
export function markInfrastructure<T>(error: T, origin: Infrastructure): T {
  if (typeof error === 'object' && error !== null) origins.set(error, origin);
  return error;
}

/** Which client reported the error, or one of its causes. `undefined`: none did. */
export function infrastructureOf(error: unknown): Infrastructure | undefined {
  let current = error;
  for (let n = 0; n <= MAX_CAUSES && typeof current === 'object' && current !== null; n++) {
    const origin = origins.get(current);
    if (origin) return origin;
    current = (current as { cause?: unknown }).cause;
  }
  return undefined;
}
