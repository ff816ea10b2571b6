import { z } from 'zod';
import type { StripeSettings } from '../stripe.config.js';
import type { Json, PullPage } from '../../provider.port.js';
import { anyJson, checkedCursor, checkedMemory } from '../../kit/checked.cursor.js';
import type { StripeLists } from './stripe.lists.js';
import type { StripeObject } from './stripe.page.js';
import type { StripeChangesWalk, StripeStream } from './stripe.stream.js';

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

/** By stream; `null`: nothing was pending. */
type Memory = Record<string, Pending | null>;

const PENDING = z.object({ oldestPending: z.number(), dueAt: z.number() }).nullable();
const CURSOR = checkedCursor<Position>({
  name: "Stripe's recent objects",
  version: 1,
  schema: z.object({ stream: z.string(), from: z.number(), list: anyJson, pending: PENDING }),
});
const MEMORY = checkedMemory<Memory>({
  name: "the memory of Stripe's recent objects",
  version: 1,
  schema: z.record(z.string(), PENDING),
});

/**
 * Changes of the streams that no event reports. It lists new objects by creation time. When a pending object is due, it
 * also lists everything since the oldest object that was still pending.
 */
export class StripeRecent {
  constructor(
    private readonly lists: StripeLists,
    private readonly settings: StripeSettings,
  ) {}

  async *walk(walk: StripeChangesWalk): AsyncGenerator<PullPage> {
    const { streams, since } = walk;
    const memory: Memory = { ...MEMORY.read(walk.memory) };
    let position = CURSOR.read(walk.cursor) ?? this.start(memory, since, streams[0]);
    while (position) {
      const here: Position = position;
      const index = streams.findIndex(({ name }) => name === here.stream);
      const stream = streams[index];
      // It is no longer kept.
      if (!stream) return;
      let { pending } = here;
      const list = { ...walk, stream, range: { from: here.from }, cursor: here.list };
      for await (const { page, data } of this.lists.objects(list)) {
        pending = mergePending(pending, stream, data, since);
        const next = this.start(memory, since, streams[index + 1]);
        position = page.cursor === null ? next : { ...here, list: page.cursor, pending };
        memory[stream.name] = pending;
        yield { ...page, cursor: position && CURSOR.write(position), memory: MEMORY.write(memory) };
      }
    }
  }

  private start(memory: Memory, since: number, stream: StripeStream | undefined): Position | null {
    if (!stream) return null;
    const { name } = stream;
    const from = Math.max(0, since - this.settings.overlapSeconds);
    const known = memory[name];
    if (known === undefined && stream.settlesAt) {
      return { stream: name, from: Math.max(0, since - PENDING_REACH_SECONDS), list: null, pending: null };
    }
    if (!known || known.dueAt > since) return { stream: name, from, list: null, pending: known ?? null };
    return { stream: name, from: Math.min(from, known.oldestPending), list: null, pending: null };
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
