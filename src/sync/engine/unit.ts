import type { SliceRow } from './slice.row.js';

/** One stream, or one feed of changes for several, with its slices. */
export interface Unit {
  name: string;
  slices: SliceRow[];
}

/** The streams that it brings, by its request, which may be one that cannot be read. */
export function streamsOfUnit({ name, slices }: Unit): string[] {
  const request: SliceRow['request'] | null | undefined = slices[0]?.request;
  if (request?.kind === 'changes' && Array.isArray(request.streams)) return request.streams;
  return request?.kind === 'list' && typeof request.stream === 'string' ? [request.stream] : [name];
}
