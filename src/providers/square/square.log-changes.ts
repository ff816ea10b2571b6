import type { Limits } from '../../config/limits.config.js';
import { integer } from '../fields.js';
import { ProviderExchange } from '../http/provider.exchange.js';
import type { Json, PullPage, PullRequest } from '../provider.port.js';
import { EMPTY_BATCH } from '../record-batch.js';
import type { SquareAccess } from './square.access.js';
import type { SquareClient } from './square.client.js';
import { rfc3339 } from './square.dating.js';
import type { SquareEventLog } from './square.event-log.js';
import { plain, type SquareList } from './square.list.js';
import type { SquareStream } from './square.streams.js';

type ChangesRequest = Extract<PullRequest, { kind: 'changes' }>;

/** What is known of Square's log of events; kept with the watermark of each stream. */
interface Memory extends Record<string, Json> {
  /** It has been on since then, epoch seconds; `null`: it is not open to us. */
  logSince: number | null;
  /** When it was asked for, epoch seconds. */
  logTriedAt: number;
}

/**
 * `changed`: the list of what was updated. `log`: events. Without a log, `count`: how many there are; `relist`: all of
 * them; `wait`: nothing yet, it is too early for another relist.
 */
type Leg = 'changed' | 'log' | 'count' | 'relist' | 'wait';

interface Position {
  /** What is left to do, that at hand first. */
  legs: Leg[];
  at: Json;
  /** Objects of a relist so far. */
  listed: number;
  memory: Memory;
}

interface Walk {
  access: SquareAccess;
  stream: SquareStream;
  /** Epoch seconds, as the engine asked. */
  since: number;
  signal: AbortSignal;
}

/** Before Square is asked once more for a log that it has refused. */
const REFUSAL_SECONDS = 86_400;

/** Changes of the streams of which some, or all, are told by Square's log of events alone, if it is open to us. */
export class SquareLogChanges {
  constructor(
    private readonly client: SquareClient,
    private readonly list: SquareList,
    private readonly log: SquareEventLog,
    private readonly limits: Limits,
  ) {}

  /** Before a whole list: from here on the log has what the list may miss. */
  async open(access: SquareAccess, exchange: ProviderExchange): Promise<Memory> {
    const now = Math.floor(Date.now() / 1000);
    return { logSince: (await this.log.open(access, exchange)) ? now : null, logTriedAt: now };
  }

  async *walk(
    access: SquareAccess,
    stream: SquareStream,
    { since, memory }: ChangesRequest,
    cursor: Json,
    signal: AbortSignal,
  ): AsyncGenerator<PullPage> {
    const walk: Walk = { access, stream, since, signal };
    const opening = new ProviderExchange(signal);
    let here =
      (cursor as unknown as Position | null) ?? (await this.begin(walk, memory as unknown as Memory | null, opening));
    let extra = { requests: opening.requests, bytes: opening.bytes };
    while (here.legs.length > 0) {
      const [leg] = here.legs;
      for await (const page of this.pages(walk, here)) {
        if (page === null) {
          here = { ...here, legs: [withoutLog(stream)], memory: { ...here.memory, logSince: null } };
          break;
        }
        here = advance(here, page);
        yield {
          ...page,
          cursor: here.legs.length > 0 ? ({ ...here } as unknown as Json) : null,
          requests: page.requests + extra.requests,
          bytes: page.bytes + extra.bytes,
          memory: here.memory,
          ...(leg === 'relist' && here.legs.length === 0 && { totals: { [stream.name]: here.listed } }),
        };
        extra = { requests: 0, bytes: 0 };
      }
    }
  }

  private async begin(walk: Walk, known: Memory | null, exchange: ProviderExchange): Promise<Position> {
    const { access, stream, since } = walk;
    const changed: Leg[] = stream.changes === 'filter' ? ['changed'] : [];
    const start = (leg: Leg, memory: Memory): Position => ({ legs: [...changed, leg], at: null, listed: 0, memory });
    if (known && typeof known.logSince === 'number' && !access.byConsent) return start('log', known);
    const now = Math.floor(Date.now() / 1000);
    const isRefused = access.byConsent || (known && now - known.logTriedAt < REFUSAL_SECONDS);
    const memory = isRefused ? (known ?? { logSince: null, logTriedAt: now }) : await this.open(access, exchange);
    // A log that was just switched on says nothing of the time before.
    const { SQUARE_RELIST_SECONDS: pause } = this.limits;
    const isEarly = memory.logSince === null && pause > 0 && now - since < pause;
    const leg = withoutLog(stream);
    return start(leg === 'relist' && isEarly ? 'wait' : leg, memory);
  }

  private pages(
    { access, stream, since, signal }: Walk,
    { legs: [leg], at }: Position,
  ): AsyncIterable<PullPage | null> {
    const from = rfc3339(since - this.limits.SQUARE_OVERLAP_SECONDS);
    switch (leg) {
      case 'changed':
        return plain(this.list.walk(access, stream, from, at, signal));
      case 'log': {
        const types = stream.eventTypes.filter((type) => stream.changes === 'events' || type.endsWith('.deleted'));
        return this.log.walk(access, stream, types, from, at as string | null, signal);
      }
      case 'relist':
        return plain(this.list.walk(access, stream, undefined, at, signal));
      case 'count':
        return this.count(access, stream, signal);
      default:
        return nothingYet(since);
    }
  }

  /** Only customers are counted: https://developer.squareup.com/reference/square/customers-api/search-customers */
  private async *count(access: SquareAccess, stream: SquareStream, signal: AbortSignal): AsyncGenerator<PullPage> {
    const exchange = new ProviderExchange(signal);
    await this.client.send(access, 'POST /v2/customers/search', exchange, (square) =>
      square.customers.search({ limit: 1n, count: true }),
    );
    const { requests, bytes, body } = exchange;
    const count = integer(body.count);
    const totals = count === null ? {} : { totals: { [stream.name]: count } };
    yield { records: EMPTY_BATCH, cursor: null, requests, bytes, ...totals };
  }
}

/** How deletions, or all changes, are found where there is no log. */
function withoutLog({ changes }: SquareStream): Leg {
  return changes === 'filter' ? 'count' : 'relist';
}

function advance(here: Position, { cursor, records }: PullPage): Position {
  const listed = here.listed + records.types.length;
  return cursor === null ? { ...here, legs: here.legs.slice(1), at: null, listed } : { ...here, at: cursor, listed };
}

/** The watermark stays where it is, so that nobody takes the stream for more complete than it is. */
async function* nothingYet(since: number): AsyncGenerator<PullPage> {
  yield { records: EMPTY_BATCH, cursor: null, requests: 0, bytes: 0, watermark: since };
}
