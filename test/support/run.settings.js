import { pbkdf2Sync, randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';

/** A fixed amount of native work, and its time on an idle machine. It hardly depends on the version of Node. */
const ROUNDS = 400_000;
const QUIET_MS = 300;
/** A machine that is slower by less than this factor counts as idle. */
const NOTICEABLE = 1.5;
/** Additional factor, because the run itself adds load to the measured one. */
const MARGIN = 2;

/**
 * Settings of a whole test run. They are in the environment of all its processes, and printed so that a run can be
 * repeated.
 *
 * - TEST_SEED: the seed of the tests' randomness.
 * - TEST_PATIENCE: the factor for time limits, 1 on an idle machine.
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
