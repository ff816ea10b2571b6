import type { Json, ProviderDescription, StreamDescription } from '../../providers/provider.port.js';
import type { RunMode } from '../runs/run.row.js';
import { streamsOf } from '../runs/sync-type.js';
import type { SliceRow } from './slice.row.js';
import type { StreamState } from './state.store.js';

export type PlannedSlice = Pick<SliceRow, 'stream' | 'slice' | 'request' | 'sweep'>;

/** The log of changes is left this long before it ends: a walk takes its time. */
const REACH_MARGIN_SECONDS = 3_600;

export interface PlanInput {
  description: ProviderDescription;
  syncType: string;
  mode: RunMode;
  states: readonly StreamState[];
  /** Streams of which there are records already. */
  populated: ReadonlySet<string>;
  /** Epoch seconds. */
  now: number;
}

/**
 * What a run walks through. A stream that was completed within the reach of the provider's log is brought up to
 * date by its changes, and streams of one feed share one walk; any other stream is listed whole.
 */
export function planRun(input: PlanInput): PlannedSlice[] {
  const watermarks = new Map(input.states.map((state) => [state.stream, state]));
  const lists: PlannedSlice[] = [];
  const changes = new Map<string, Changes>();
  for (const stream of streamsOf(input.description, input.syncType)) {
    const state = watermarks.get(stream.name);
    const since = state?.watermark ?? null;
    const whole = input.mode === 'full' || stream.incremental === 'relist';
    if (whole || since === null || !reaches(input, since)) lists.push(list(stream, input));
    else merge(changes, stream, since, state?.memory ?? null);
  }
  return [...lists, ...[...changes].map(([name, walk]) => toSlice(name, walk))];
}

interface Changes {
  feed: string | null;
  streams: string[];
  since: number;
  memory: Json;
}

function reaches({ description, now }: PlanInput, since: number): boolean {
  const { changesReachSeconds: reach } = description;
  return reach === null || now - since < reach - REACH_MARGIN_SECONDS;
}

function list(stream: StreamDescription, { populated }: PlanInput): PlannedSlice {
  const sweep = populated.has(stream.name);
  return { stream: stream.name, slice: 0, request: { kind: 'list', stream: stream.name }, sweep };
}

function merge(changes: Map<string, Changes>, { name, feed }: StreamDescription, since: number, memory: Json): void {
  const key = feed ?? name;
  const walk = changes.get(key);
  if (!walk) changes.set(key, { feed, streams: [name], since, memory });
  else {
    walk.streams.push(name);
    if (since < walk.since) Object.assign(walk, { since, memory });
  }
}

function toSlice(name: string, walk: Changes): PlannedSlice {
  return { stream: name, slice: 0, request: { kind: 'changes', ...walk }, sweep: false };
}
