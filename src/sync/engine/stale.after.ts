import { createHash } from 'node:crypto';
import type { ProviderDescription, Staleness, StreamDescription } from '../../providers/provider.port.js';

export interface StalenessPace {
  description: Pick<ProviderDescription, 'streams'>;
  /** Spreads the lists of different integrations over time; any text, the same in every run of an integration. */
  spreadBy: string;
  /** Bounds of staleness are divided by it. */
  timeScale: number;
}

/**
 * A stream is listed again when this part of its bound is over: the rest is for the time until the next run, and for the
 * list itself. Streams differ, so that one run does not list all of them.
 */
const EARLIEST = 0.4;
const LATEST = 0.75;

/** How old its last list may become before a run lists it again. */
export function staleAfterSeconds(
  { name }: StreamDescription,
  { withinSeconds }: Staleness,
  { description, spreadBy, timeScale }: StalenessPace,
): number {
  const bounded = description.streams.filter(({ staleness }) => staleness);
  const place = bounded.findIndex((stream) => stream.name === name) / bounded.length;
  const part = (place + fractionOf(spreadBy)) % 1;
  return (withinSeconds / timeScale) * (EARLIEST + (LATEST - EARLIEST) * part);
}

/** In [0, 1). */
function fractionOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}
