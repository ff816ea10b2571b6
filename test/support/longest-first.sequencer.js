import jestSequencer from '@jest/test-sequencer';

/**
 * Folders in the order of their longest spec. Jest knows the duration of a spec only after a run. In a fresh clone it
 * starts with the largest files, and a short file that takes a minute would run last and delay the end.
 */
const LONGEST_FIRST = ['/test/e2e/providers/', '/test/faults/', '/test/e2e/', '/test/providers/', '/test/'];

const Sequencer = jestSequencer.default ?? jestSequencer;

const rank = ({ path }) => {
  const found = LONGEST_FIRST.findIndex((folder) => path.includes(folder));
  return found === -1 ? LONGEST_FIRST.length : found;
};

export default class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    const isFresh = sorted.every(({ duration }) => duration === undefined);
    return isFresh ? [...sorted].sort((one, other) => rank(one) - rank(other)) : sorted;
  }
}
