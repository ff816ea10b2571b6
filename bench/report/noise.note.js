const TOLERATED = 0.05;

/**
 * Says so when something else was busy on the machine during the measurements.
 * @param {{others: number}[]} rounds
 * @returns {string[]}
 */
export function noiseNote(rounds) {
  const worst = Math.max(...rounds.map(({ others }) => others));
  if (!(worst > TOLERATED)) return [];
  return [
    `NOT QUIET: others took up to ${Math.round(worst * 100)} % of the machine in a round. Run it again on an idle one.`,
  ];
}
