import type { Json, StreamDescription } from '../provider.port.js';

/** Where a walk is to go, and on whose behalf. `A` is the vendor's access to an account. */
export interface Walk<A> {
  access: A;
  /**
   * Of the last committed page; `null`: the walk begins. Whatever the walk must know to go on is part of it, the size of
   * the pages that it asks for too.
   */
  cursor: Json;
  signal: AbortSignal;
}

/** Through all objects of a stream, or those created in `[from, to)`, epoch seconds. */
export interface ListWalk<A, S extends StreamDescription> extends Walk<A> {
  stream: S;
  /** The engine may raise `from` meanwhile: read it again for each page. */
  range: { from?: number; to?: number };
}

/** Through what changed since `since`, epoch seconds of the vendor's clock, in any of the streams. */
export interface ChangesWalk<A, S extends StreamDescription> extends Walk<A> {
  /** At least one; several where they share a feed. */
  streams: readonly S[];
  feed: string | null;
  since: number;
  /** What the walk before remembered; `null` or `{}`: nothing. */
  memory: Json;
}
