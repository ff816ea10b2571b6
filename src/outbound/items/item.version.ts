const SEQUENCE_BITS = 10;

/** Milliseconds of `updatedAt`, then the sequence within them: `ms * 2^10 + sequence`. A safe integer until the year 2248. */
export function versionOf({ updatedAt, sequence }: { updatedAt: string; sequence?: number | null }): number {
  return Date.parse(updatedAt) * 2 ** SEQUENCE_BITS + (sequence ?? 0);
}
