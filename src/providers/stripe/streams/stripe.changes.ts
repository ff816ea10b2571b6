import type { StripeSettings } from '../stripe.config.js';
import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeEvents } from './stripe.events.js';
import type { StripeList } from './stripe.list.js';
import { findStream, type StripeStream } from './stripe.streams.js';

export type ChangesRequest = Extract<PullRequest, { kind: 'changes' }>;

/** Stage 0 is the events; each further one is the list of a stream whose new objects no event tells of. */
interface Position {
  stage: number;
  at: Json;
}

interface Memory {
  /** `since` of the last walk that looked far behind its watermark. */
  deepAt?: number;
}

/** What has changed in the account since a time, deletions included. */
export class StripeChanges {
  constructor(
    private readonly events: StripeEvents,
    private readonly list: StripeList,
    private readonly settings: StripeSettings,
  ) {}

  async *walk(
    access: StripeAccess,
    request: ChangesRequest,
    cursor: Json,
    signal: AbortSignal,
  ): AsyncGenerator<PullPage> {
    const { from, memory } = this.reach(request);
    const streams = request.streams.map(findStream).filter((stream) => stream !== undefined);
    const unannounced = streams.filter((stream) => stream.unannounced);
    let { stage, at } = (cursor as unknown as Position | null) ?? { stage: 0, at: null };
    for (; stage <= unannounced.length; stage += 1, at = null) {
      const lister = unannounced[stage - 1];
      const pages = lister
        ? this.newcomers(access, lister, from, at, signal)
        : this.events.walk(access, streams, from, at as string | null, signal);
      for await (const page of pages) {
        const after = stage < unannounced.length ? { stage: stage + 1, at: null } : null;
        yield { ...page, cursor: page.cursor === null ? after : { stage, at: page.cursor }, memory };
      }
    }
  }

  private async *newcomers(
    access: StripeAccess,
    stream: StripeStream,
    from: number,
    cursor: Json,
    signal: AbortSignal,
  ): AsyncGenerator<PullPage> {
    for await (const { page } of this.list.walk(access, stream, { from }, cursor, signal)) {
      const { records, requests, bytes } = page;
      yield { records, cursor: page.cursor, requests, bytes };
    }
  }

  /** Events may become visible late, by seconds often and by minutes seldom: so a look far back, now and then. */
  private reach({ since, memory }: ChangesRequest): { from: number; memory: Json } {
    const { deepAt } = (memory ?? {}) as Memory;
    const { overlapSeconds: usual, deepOverlapSeconds: deepest } = this.settings;
    const deep = deepAt === undefined || since - deepAt >= deepest;
    const overlap = deep ? Math.max(deepest, usual) : usual;
    return { from: Math.max(0, since - overlap), memory: { deepAt: deep ? since : deepAt } };
  }
}
