import { z } from 'zod';
import { InvalidCheckpointError } from '../../providers/provider.errors.js';
import type { Json } from '../../providers/provider.port.js';
import type { SliceRow } from './slice.row.js';

const REQUEST = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('list'),
    stream: z.string(),
    from: z.number().optional(),
    to: z.number().optional(),
  }),
  z.object({
    kind: z.literal('changes'),
    feed: z.string().nullable(),
    streams: z.array(z.string()).min(1),
    since: z.number(),
    memory: z.custom<Json>((value) => value !== undefined),
  }),
]);

/**
 * What a stored slice walks through is not trusted either, before it is asked of a provider.
 * @throws InvalidCheckpointError
 */
export function checkRequest({ stream, request }: SliceRow): void {
  if (REQUEST.safeParse(request).success) return;
  throw new InvalidCheckpointError(`What the walk of ${stream} goes through cannot be read`);
}
