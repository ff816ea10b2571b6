import jestSequencer from '@jest/test-sequencer';

/**
 * Folders by how long their longest spec takes. Jest knows that of a spec once it has run it; in a fresh clone it
 * begins with the largest files, and a spec of nine lines that takes a minute would keep everything waiting at the end.
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
