/**
 * Lets time pass where time is what the test is about: a silence that has to last, an answer that comes late, a moment
 * that was drawn. What is waited for, `eventually` waits for.
 */
export function elapse(ms: number): Promise<void> {
  // eslint-disable-next-line no-restricted-syntax
  return new Promise((resolve) => setTimeout(resolve, ms));
}
