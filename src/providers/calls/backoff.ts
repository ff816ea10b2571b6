const FIRST_MS = 250;
const LONGEST_MS = 4_000;

/**
 * How long to wait before the next try. The time doubles, with jitter: callers that failed together do not retry
 * together.
 * @param failures how many tries have failed, at least 1
 * @returns milliseconds
 */
export function backoff(failures: number, random: () => number = Math.random): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1)) * (0.5 + random() / 2);
}
