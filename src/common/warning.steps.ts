/** Parts of a limit at whose use somebody is warned, percent. */
const WARN_AT_PERCENT = [80, 90, 100];

/** The highest step that is reached, percent; 0: none. */
export function warningStep(used: number, limit: number): number {
  return WARN_AT_PERCENT.findLast((percent) => used * 100 >= percent * limit) ?? 0;
}
