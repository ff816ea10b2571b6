/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Nearest rank.
 * @param {Float64Array} sorted ascending
 * @param {number} share 0..1
 */
export function percentile(sorted, share) {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/**
 * The median of each numeric field over the rounds.
 * @param {readonly Record<string, unknown>[]} rounds
 * @returns {Record<string, number>}
 */
export function medians(rounds) {
  const names = Object.keys(rounds[0] ?? {}).filter((name) => typeof rounds[0][name] === 'number');
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => Number(round[name])))]));
}
