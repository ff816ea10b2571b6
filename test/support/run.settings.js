import { pbkdf2Sync, randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';

/** A fixed piece of work, and how long a quiet machine takes for it. Native code: the version of Node hardly matters. */
const ROUNDS = 400_000;
const QUIET_MS = 300;
/** What is slower by less than that is as quick as any. */
const NOTICEABLE = 1.5;
/** The load that was measured may be joined by the run's own. */
const MARGIN = 2;

/**
 * What holds for a whole run of the tests, in the environment of all of its processes, and printed so that it can be
 * given again.
 *
 * - TEST_SEED: where the tests' randomness begins.
 * - TEST_PATIENCE: how many times longer than on a quiet machine something may take; 1 on such a machine.
 */
export function settleRun() {
  if (process.env.TEST_SEED && process.env.TEST_PATIENCE) return;
  process.env.TEST_SEED ??= String(randomInt(2 ** 31));
  process.env.TEST_PATIENCE ??= String(measurePatience());
  const { TEST_SEED, TEST_PATIENCE } = process.env;
  process.stderr.write(`TEST_SEED=${TEST_SEED} TEST_PATIENCE=${TEST_PATIENCE}\n`);
}

function measurePatience() {
  const began = performance.now();
  pbkdf2Sync('patience', 'salt', ROUNDS, 64, 'sha512');
  const slower = (performance.now() - began) / QUIET_MS;
  return slower < NOTICEABLE ? 1 : Math.ceil(slower * MARGIN);
}
