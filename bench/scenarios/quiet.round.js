import { MachineLoad } from '../measure/machine.load.js';

const LISTEN_MS = 1_000;
const WAIT_AT_MOST_MS = 30_000;
const QUIET = 0.1;

/**
 * Waits a while for the rest of the machine to calm down, and measures once more when it did not stay calm.
 * @template {{others: number}} T
 * @param {any} bench
 * @param {string} what
 * @param {() => Promise<T>} run
 * @returns {Promise<T>} of two tries, the quieter one
 */
export async function quietRound(bench, what, run) {
  await quiet();
  bench.progress(what);
  const first = await run();
  if (!(first.others > QUIET)) return first;
  await quiet();
  bench.progress(`${what}, again: others took ${Math.round(first.others * 100)} % of the machine`);
  const second = await run();
  return second.others < first.others ? second : first;
}

async function quiet() {
  const deadline = performance.now() + WAIT_AT_MOST_MS;
  for (;;) {
    const machine = new MachineLoad();
    await new Promise((resolve) => setTimeout(resolve, LISTEN_MS));
    if (!(machine.others() > QUIET) || performance.now() > deadline) return;
  }
}
