/**
 * Contestants take turns, and each round begins with the next of them, so that nobody always runs first.
 * @template T
 * @param {readonly T[]} contestants
 * @param {number} round from 0
 */
export function orderOf(contestants, round) {
  const shift = round % contestants.length;
  return [...contestants.slice(shift), ...contestants.slice(0, shift)];
}

/**
 * The ratio of two contestants within each round, and the median of those: what drifts over the run cancels out.
 * @param {Record<string, any>[]} rounds
 * @param {string} field
 * @param {string} ours
 * @param {string} theirs
 * @returns {number[]}
 */
export function ratios(rounds, field, ours, theirs) {
  const of = (/** @type {string} */ name) => rounds.filter(({ contestant }) => contestant === name);
  return of(ours).flatMap((mine) => {
    const other = of(theirs).find(({ round }) => round === mine.round);
    return other ? [mine[field] / other[field]] : [];
  });
}
