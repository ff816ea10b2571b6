import type { StreamDescription } from '../provider.port.js';

/** What the world may know of a provider's streams: the rest of them is the provider's own business. */
export function describedStreams(streams: readonly StreamDescription[]): StreamDescription[] {
  return streams.map(({ name, shape, domain, sliceable, incremental, feed }) => ({
    name,
    shape,
    domain,
    sliceable,
    incremental,
    feed,
  }));
}
