import { elapse } from './fixed.wait.js';
import { deadline } from './patience.js';

const SOONEST_MS = 10;
const LATEST_MS = 100;

/**
 * Calls `ask` until the result is good or the time is up, with growing pauses.
 * @param withinMs time limit on an idle machine
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  isGood: (value: T) => boolean,
  withinMs = 30_000,
): Promise<T> {
  const began = performance.now();
  for (let pause = SOONEST_MS; ; pause = Math.min(pause * 1.5, LATEST_MS)) {
    const value = await ask();
    if (isGood(value)) return value;
    const now = performance.now();
    if (now > deadline(began, withinMs))
      throw new Error(`Still not so after ${Math.round(now - began)} ms: ${JSON.stringify(value)?.slice(0, 2000)}`);
    await elapse(pause);
  }
}
