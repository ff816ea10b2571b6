/**
 * Waits for a fixed time. Only for tests about time itself: a silence, a late response, a random moment. To wait for a
 * condition, use `eventually`.
 */
export function elapse(ms: number): Promise<void> {
  // eslint-disable-next-line no-restricted-syntax
  return new Promise((resolve) => setTimeout(resolve, ms));
}
