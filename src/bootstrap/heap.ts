import v8 from 'node:v8';

/**
 * Left alone, V8 lets garbage pile up in proportion to the machine, so that a long backfill on a large one grows by
 * 100 MB which nothing holds. Collecting after a fixed share of growth keeps the process at what it really needs.
 * @param percent how much the heap may grow before the next full collection
 */
export function boundHeapGrowth(percent: number): void {
  v8.setFlagsFromString(`--heap-growing-percent=${percent}`);
}
