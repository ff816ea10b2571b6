const FIRST_MS = 250;
const LONGEST_MS = 4_000;

/**
 * How long to wait before another try: doubling, and spread so that callers that failed together do not come back
 * together.
 * @param failures how many tries have failed, 1 or more
 * @returns milliseconds
 */
export function backoff(failures: number, random: () => number = Math.random): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1)) * (0.5 + random() / 2);
}
