/**
 * Splits the items of a batch into steps that are planned one after the other, so that other work gets its turn between them.
 * Each item is in one step, however many objects it has.
 * @param partsOf parts of an item that become separate objects
 * @param most objects of a step
 */
export function stepsOf(
  platformIds: readonly string[],
  partsOf: ReadonlyMap<string, number>,
  most: number,
): readonly (readonly string[])[] {
  const steps: string[][] = [];
  let step: string[] = [];
  let objects = 0;
  for (const platformId of new Set(platformIds)) {
    const own = 1 + (partsOf.get(platformId) ?? 0);
    if (step.length > 0 && objects + own > most) {
      steps.push(step);
      step = [];
      objects = 0;
    }
    step.push(platformId);
    objects += own;
  }
  return [...steps, step];
}
