import type { StreamDescription } from '../provider.port.js';

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
