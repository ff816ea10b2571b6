import type { StripeSettings } from '../stripe.config.js';
import type { Json, PullPage } from '../../provider.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { ChangesRequest } from './stripe.changes.js';
import type { StripeList } from './stripe.list.js';
import type { StripeObject } from './stripe.page.js';
import { findStream, type StripeStream } from './stripe.streams.js';

/** Funds are seldom pending for longer: https://docs.stripe.com/payouts#payout-speed */
const PENDING_REACH_SECONDS = 14 * 86_400;
/** Before looking again at what should have settled and has not. */
const OVERDUE_SECONDS = 3_600;

/** Objects that are going to change without an event. */
interface Pending {
  /** Creation time of the oldest of them. */
  oldestPending: number;
  /** When the first of them is due. */
  dueAt: number;
}

interface Position {
  stream: string;
  from: number;
  list: Json;
  pending: Pending | null;
}

/**
 * Changes of the streams that no event tells of: their new objects, by creation, and from time to time everything
 * since the oldest one that was still pending, but only once one of them is due.
 */
export class StripeRecent {
  constructor(
    private readonly list: StripeList,
    private readonly settings: StripeSettings,
  ) {}

  async *walk(
    access: StripeAccess,
    request: ChangesRequest,
    cursor: Json,
    signal: AbortSignal,
  ): AsyncGenerator<PullPage> {
    const streams = request.streams.map(findStream).filter((stream) => stream !== undefined);
    let position = (cursor as unknown as Position | null) ?? this.start(request, streams[0]);
    const memory: Record<string, Json> = { ...(request.memory as Record<string, Json> | null) };
    while (position) {
      const here: Position = position;
      const index = streams.findIndex(({ name }) => name === here.stream);
      const stream = streams[index]!;
      let { pending } = here;
      for await (const { page, data } of this.list.walk(access, stream, { from: here.from }, here.list, signal)) {
        pending = mergePending(pending, stream, data, request.since);
        const next = this.start({ ...request, memory }, streams[index + 1]);
        position = page.cursor === null ? next : { ...here, list: page.cursor, pending };
        memory[stream.name] = pending && { ...pending };
        yield { ...page, cursor: position && ({ ...position } as unknown as Json), memory: { ...memory } };
      }
    }
  }

  private start(request: ChangesRequest, stream: StripeStream | undefined): Position | null {
    if (!stream) return null;
    const from = Math.max(0, request.since - this.settings.overlapSeconds);
    const known = (request.memory as Record<string, Pending | null> | null)?.[stream.name];
    if (known === undefined && stream.settlesAt) {
      return {
        stream: stream.name,
        from: Math.max(0, request.since - PENDING_REACH_SECONDS),
        list: null,
        pending: null,
      };
    }
    if (!known || known.dueAt > request.since) return { stream: stream.name, from, list: null, pending: known ?? null };
    return { stream: stream.name, from: Math.min(from, known.oldestPending), list: null, pending: null };
  }
}

function mergePending(
  before: Pending | null,
  stream: StripeStream,
  data: readonly StripeObject[],
  since: number,
): Pending | null {
  let pending = before;
  for (const object of data) {
    const due = stream.settlesAt?.(object) ?? null;
    if (due === null || typeof object.created !== 'number') continue;
    pending = {
      oldestPending: Math.min(pending?.oldestPending ?? Infinity, object.created),
      dueAt: Math.min(pending?.dueAt ?? Infinity, Math.max(due, since + OVERDUE_SECONDS)),
    };
  }
  return pending;
}
