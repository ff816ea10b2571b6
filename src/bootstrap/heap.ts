import v8 from 'node:v8';

/**
 * The young generation stays as small as it is now, 1 MB a half, where V8 would have it grow to 16. What is new is
 * collected sooner, and the pages of a backfill are garbage by then. `--max-semi-space-size` would be the flag, but
 * V8 reads that one before any script runs.
 */
export function keepYoungGenerationSmall(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Left alone, V8 lets garbage pile up in proportion to the machine; this collects after a fixed share of growth.
 * @param percent how much the heap may grow before the next full collection
 */
export function boundHeapGrowth(percent: number): void {
  v8.setFlagsFromString(`--heap-growing-percent=${percent}`);
}
