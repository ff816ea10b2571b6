import { z } from 'zod';
import type { SquareSettings } from '../square.config.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { anyJson, checkedCursor, checkedMemory } from '../../kit/checked.cursor.js';
import type { ChangesWalk } from '../../kit/walk.js';
import type { Json, PullPage } from '../../provider.port.js';
import { EMPTY_BATCH } from '../../record-batch.js';
import type { SquareAccess } from '../api/square.access.js';
import type { SquareCounter, SquareCount } from './square.count.js';
import { rfc3339 } from '../shape/square.dating.js';
import type { SquareEventLog } from './square.event-log.js';
import { eventTypesOf } from './square.event-types.js';
import { plain, type SquareList } from './square.list.js';
import type { SquareStream } from './square.streams.js';

/** What is known of Square's log of events; kept with the watermark of each stream. */
interface Memory {
  /** It has been on since then, epoch seconds; `null`: it is not open to us. */
  logSince: number | null;
  /** When it was asked for, epoch seconds. */
  logTriedAt: number;
  /** When all there is was last counted beside it, epoch seconds. */
  provenAt: number;
}

type Knowledge = Partial<Memory & SquareCount>;

/**
 * `changed`: the list of what was updated. `log`: events. Without a log, `count`: how many there are; `relist`: all of
 * them; `wait`: nothing yet, it is too early for another relist.
 */
const LEGS = ['changed', 'log', 'count', 'relist', 'wait'] as const;
type Leg = (typeof LEGS)[number];

interface Position {
  /** What is left to do, that at hand first. */
  legs: Leg[];
  at: Json;
  /** Objects of a relist so far. */
  listed: number;
  memory: Knowledge;
}

const KNOWLEDGE = z.object({
  logSince: z.number().nullable().optional(),
  logTriedAt: z.number().optional(),
  provenAt: z.number().optional(),
  count: z.number().optional(),
  countedAt: z.number().optional(),
  comparedAt: z.number().optional(),
});
const MEMORY = checkedMemory<Knowledge>({ name: "the memory of Square's log", version: 1, schema: KNOWLEDGE });
const CURSOR = checkedCursor<Position>({
  name: "Square's changes",
  version: 1,
  schema: z.object({ legs: z.array(z.enum(LEGS)), at: anyJson, listed: z.number(), memory: KNOWLEDGE }),
});

type SquareChangesWalk = ChangesWalk<SquareAccess, SquareStream>;

/** Before Square is asked once more for a log that it has refused. */
const REFUSAL_SECONDS = 86_400;
/**
 * For so long the log is believed where counting can prove it: Square keeps out of it what the application may not see,
 * and whatever happened while it was off, and says nothing of either.
 */
const TRUST_SECONDS = 86_400;

/** Changes of the streams of which some, or all, are told by Square's log of events alone, if it is open to us. */
export class SquareLogChanges {
  constructor(
    private readonly counter: SquareCounter,
    private readonly list: SquareList,
    private readonly log: SquareEventLog,
    private readonly settings: SquareSettings,
  ) {}

  /** Before a whole list: from here on the log has what the list may miss. */
  async open(access: SquareAccess, exchange: ProviderExchange): Promise<Json> {
    return MEMORY.write(await this.tryLog(access, exchange));
  }

  private async tryLog(access: SquareAccess, exchange: ProviderExchange): Promise<Memory> {
    const now = Math.floor(Date.now() / 1000);
    const isOpen = await this.log.open(access, exchange);
    const logTriedAt = this.log.canAsk(access) ? now : 0;
    return { logSince: isOpen ? now : null, logTriedAt, provenAt: now };
  }

  async *walk(walk: SquareChangesWalk, stream: SquareStream): AsyncGenerator<PullPage> {
    const opening = new ProviderExchange(walk.signal);
    let here = CURSOR.read(walk.cursor) ?? (await this.begin(walk, stream, opening));
    let extra = { requests: opening.requests, bytes: opening.bytes };
    while (here.legs.length > 0) {
      const [leg] = here.legs;
      for await (const page of this.pages(walk, stream, here)) {
        if (page === null) {
          const memory = { ...here.memory, logSince: null };
          here = { legs: [withoutLog(stream)], at: null, listed: 0, memory };
          break;
        }
        here = advance(here, page);
        yield {
          ...page,
          cursor: here.legs.length > 0 ? CURSOR.write(here) : null,
          requests: page.requests + extra.requests,
          bytes: page.bytes + extra.bytes,
          memory: MEMORY.write(here.memory),
          ...(leg === 'relist' && here.legs.length === 0 && { totals: { [stream.name]: here.listed } }),
        };
        extra = { requests: 0, bytes: 0 };
      }
    }
  }

  private async begin(
    { access, since, memory }: SquareChangesWalk,
    stream: SquareStream,
    exchange: ProviderExchange,
  ): Promise<Position> {
    const known = MEMORY.read(memory);
    const changed: Leg[] = stream.changes === 'filter' ? ['changed'] : [];
    const start = (legs: Leg[], memory: Knowledge): Position => ({
      legs: [...changed, ...legs],
      at: null,
      listed: 0,
      memory,
    });
    const now = Math.floor(Date.now() / 1000);
    const other = withoutLog(stream);
    if (known && typeof known.logSince === 'number' && this.log.canAsk(access)) {
      const isProven = now - (known.provenAt ?? -Infinity) < TRUST_SECONDS;
      // Streams that are listed whole are proven by the engine: see their staleness.
      return isProven || other === 'relist'
        ? start(['log'], known)
        : start(['log', other], { ...known, provenAt: now });
    }
    const canAsk = this.log.canAsk(access);
    const isRefused = !canAsk || now - (known?.logTriedAt ?? -Infinity) < REFUSAL_SECONDS;
    const log = isRefused
      ? { logSince: null, logTriedAt: canAsk ? now : 0, provenAt: now, ...known }
      : await this.tryLog(access, exchange);
    // A log that was just switched on says nothing of the time before.
    const isNew = !isRefused && log.logSince !== null;
    const { relistSeconds: pause } = this.settings;
    const isEarly = !isNew && pause > 0 && now - since < pause;
    return start([other === 'relist' && isEarly ? 'wait' : other], { ...known, ...log });
  }

  private pages(
    walk: SquareChangesWalk,
    stream: SquareStream,
    { legs: [leg], at: cursor, memory }: Position,
  ): AsyncIterable<PullPage | null> {
    const from = rfc3339(walk.since - this.settings.overlapSeconds);
    switch (leg) {
      case 'changed':
        return plain(this.list.walk({ ...walk, cursor }, stream, from));
      case 'log': {
        const types = eventTypesOf(stream.name, stream.changes !== 'events');
        return this.log.walk({ ...walk, cursor }, stream, types, from);
      }
      case 'relist':
        return plain(this.list.walk({ ...walk, cursor }, stream));
      case 'count':
        return this.count(walk, stream, memory);
      default:
        return nothingYet(walk.since);
    }
  }

  private async *count(
    { access, signal }: SquareChangesWalk,
    { name }: SquareStream,
    known: Knowledge,
  ): AsyncGenerator<PullPage> {
    const { page, count } = await this.counter.take(access, name, known, signal);
    yield count ? { ...page, memory: MEMORY.write(count) } : page;
  }
}

/** How deletions, or all changes, are found where there is no log. */
function withoutLog({ changes }: SquareStream): Leg {
  return changes === 'filter' ? 'count' : 'relist';
}

function advance(here: Position, { cursor, records, memory: learnt }: PullPage): Position {
  const listed = here.listed + (here.legs[0] === 'relist' ? records.types.length : 0);
  const memory = { ...here.memory, ...MEMORY.read(learnt) };
  if (cursor !== null) return { ...here, at: cursor, listed, memory };
  return { ...here, legs: here.legs.slice(1), at: null, listed, memory };
}

/** Keeps the watermark, so the stream does not appear more complete than it is. */
async function* nothingYet(since: number): AsyncGenerator<PullPage> {
  yield { records: EMPTY_BATCH, cursor: null, requests: 0, bytes: 0, watermark: since };
}
