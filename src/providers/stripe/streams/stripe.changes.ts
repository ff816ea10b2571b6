import { z } from 'zod';
import type { StripeSettings } from '../stripe.config.js';
import { anyJson, checkedCursor, checkedMemory } from '../../kit/checked.cursor.js';
import type { Json, PullPage } from '../../provider.port.js';
import type { StripeEvents } from './stripe.events.js';
import type { StripeLists } from './stripe.lists.js';
import type { StripeChangesWalk, StripeStream } from './stripe.stream.js';

/**
 * Stage 0 reads the events. Each further stage lists a stream whose new objects no event reports, or, in a walk that
 * looks far back, the newest objects of one whose objects change by themselves.
 */
interface Position {
  stage: number;
  at: Json;
}

/** Of a silent stream, in one walk. The rest is found when the stream is listed again. */
const SILENT_PAGES = 2;

interface Memory {
  /** `since` of the last walk that looked far behind its watermark. */
  deepAt?: number;
}

const CURSOR = checkedCursor<Position>({
  name: "Stripe's changes",
  version: 1,
  schema: z.object({ stage: z.int().min(0), at: anyJson }),
});
const MEMORY = checkedMemory<Memory>({
  name: "the memory of Stripe's changes",
  version: 1,
  schema: z.object({ deepAt: z.number().optional() }),
});

/** What has changed in the account since a time, deletions included. */
export class StripeChanges {
  constructor(
    private readonly events: StripeEvents,
    private readonly lists: StripeLists,
    private readonly settings: StripeSettings,
  ) {}

  async *walk(walk: StripeChangesWalk): AsyncGenerator<PullPage> {
    const { from, memory, isDeep } = this.reach(walk);
    const unannounced = walk.streams.filter((stream) => stream.unannounced || (stream.silent && isDeep));
    let { stage, at } = CURSOR.read(walk.cursor) ?? { stage: 0, at: null };
    for (; stage <= unannounced.length; stage += 1, at = null) {
      const lister = unannounced[stage - 1];
      const pages = lister
        ? this.newcomers({ ...walk, cursor: at }, lister, from)
        : this.events.walk({ ...walk, cursor: at }, from);
      for await (const page of pages) {
        const after = stage < unannounced.length ? { stage: stage + 1, at: null } : null;
        const next = page.cursor === null ? after : { stage, at: page.cursor };
        yield { ...page, cursor: next && CURSOR.write(next), memory };
      }
    }
  }

  private async *newcomers(walk: StripeChangesWalk, stream: StripeStream, from: number): AsyncGenerator<PullPage> {
    const range = stream.silent ? {} : { from };
    let pages = 0;
    for await (const { page } of this.lists.objects({ ...walk, stream, range })) {
      pages += 1;
      const isLast = stream.silent && pages === SILENT_PAGES;
      const { records, cursor, requests, bytes } = page;
      yield { records, cursor: isLast ? null : cursor, requests, bytes };
      if (isLast) return;
    }
  }

  /** Events may become visible late, by seconds often and by minutes seldom: so a look far back, now and then. */
  private reach({ since, memory }: StripeChangesWalk): { from: number; memory: Json; isDeep: boolean } {
    const { deepAt } = MEMORY.read(memory) ?? {};
    const { overlapSeconds: usual, deepOverlapSeconds: deepest } = this.settings;
    const deep = deepAt === undefined || since - deepAt >= deepest;
    const overlap = deep ? Math.max(deepest, usual) : usual;
    return {
      from: Math.max(0, since - overlap),
      memory: MEMORY.write({ deepAt: deep ? since : deepAt }),
      isDeep: deep,
    };
  }
}
