import v8 from 'node:v8';

/**
 * Left alone, V8 lets garbage pile up in proportion to the machine. Collecting after a fixed share of growth holds
 * some of it back; a long backfill still peaks above a short one (`npm run bench -- --only d`).
 * @param percent how much the heap may grow before the next full collection
 */
export function boundHeapGrowth(percent: number): void {
  v8.setFlagsFromString(`--heap-growing-percent=${percent}`);
}
