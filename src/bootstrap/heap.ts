import v8 from 'node:v8';

/**
 * Keeps the young generation at its current size, 1 MB for each half. V8 would let it grow to 16 MB. New objects are
 * collected sooner; the pages of a backfill are garbage by then. The flag `--max-semi-space-size` would do the same,
 * but V8 reads it before any script runs.
 */
export function keepYoungGenerationSmall(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Starts a full collection after a fixed growth of the heap. By default V8 lets garbage accumulate in proportion to the
 * machine's memory.
 * @param percent how much the heap may grow before the next full collection
 */
export function boundHeapGrowth(percent: number): void {
  v8.setFlagsFromString(`--heap-growing-percent=${percent}`);
}
