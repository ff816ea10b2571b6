import type { NewGap } from '../../coverage/gap.js';
import type { Json, ProviderDescription, StreamDescription } from '../../providers/provider.port.js';
import type { RunMode } from '../runs/run.row.js';
import { ALL, streamsOf } from '../runs/sync-type.js';
import type { SliceRow } from './slice.row.js';
import { staleAfterSeconds, type StalenessPace } from './stale.after.js';
import type { StreamState } from './state.store.js';
import { relistOf } from './unit.names.js';

export type PlannedSlice = Pick<SliceRow, 'stream' | 'slice' | 'request' | 'sweep'>;

/** The log of changes is left this long before it ends: a walk takes its time. */
const REACH_MARGIN_SECONDS = 3_600;

export interface PlanInput extends StalenessPace {
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
 * date by its changes, and streams of one feed share one walk; any other stream is listed whole. What changes do not
 * show is listed again within its bound. A stream that the account may not read is left alone for a while, unless the run
 * is about it.
 */
export function planRun(input: PlanInput): PlannedSlice[] {
  const watermarks = new Map(input.states.map((state) => [state.stream, state]));
  const lists: PlannedSlice[] = [];
  const relists: PlannedSlice[] = [];
  const changes = new Map<string, Changes>();
  for (const stream of streamsOf(input.description, input.syncType)) {
    const state = watermarks.get(stream.name);
    const since = state?.watermark ?? null;
    const until = state?.unavailableUntil ?? null;
    if (until !== null && input.now < until && !isAskedFor(input)) continue;
    const whole = until !== null || input.mode === 'full' || stream.incremental === 'relist';
    if (whole || since === null || !reaches(input, since)) lists.push(list(stream, input));
    else {
      merge(changes, stream, since, state?.memory ?? null);
      if (isStale(stream, state, input)) relists.push(relist(stream, input));
    }
  }
  return [...lists, ...[...changes].map(([name, walk]) => toSlice(name, walk)), ...relists];
}

/**
 * Where the streams of a run may lack changes: their watermark is older than what the provider's log of changes reaches, or it
 * is gone. The plan of the run lists these streams whole.
 */
export function gapsOf(input: PlanInput): NewGap[] {
  const states = new Map(input.states.map((state) => [state.stream, state]));
  return streamsOf(input.description, input.syncType).flatMap(({ name, incremental }): NewGap[] => {
    const state = states.get(name);
    if (!state || incremental === 'relist') return [];
    const { watermark, coveredTo, unavailableUntil } = state;
    // That it is unavailable is a gap already.
    if (unavailableUntil !== null) return [];
    if (watermark !== null && reaches(input, watermark)) return [];
    const from = watermark ?? coveredTo;
    if (from === null) return [];
    const reason = watermark === null ? 'watermark_reset' : 'changes_expired';
    return [{ stream: name, reason, from: new Date(from * 1000), to: new Date(input.now * 1000) }];
  });
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

/** By its name, or with everything else. */
function isAskedFor({ mode, syncType }: PlanInput): boolean {
  return mode === 'full' || syncType !== ALL;
}

function isStale(stream: StreamDescription, state: StreamState | undefined, input: PlanInput): boolean {
  if (!stream.staleness) return false;
  const listedAt = state?.listedAt ?? null;
  return listedAt === null || input.now - listedAt >= staleAfterSeconds(stream, stream.staleness, input);
}

/**
 * All of the stream, or what is young enough to change unseen. What has just grown too old may have changed since the last
 * list, so it is within reach for as long as that may be ago.
 */
function relist(stream: StreamDescription, { populated, now }: PlanInput): PlannedSlice {
  const { name, sliceable, staleness } = stream;
  const reach = sliceable ? staleness?.reachSeconds : undefined;
  const from = reach === undefined ? undefined : Math.floor(now - reach - staleness!.withinSeconds);
  const request = { kind: 'list' as const, stream: name, ...(from !== undefined && { from }) };
  return { stream: relistOf(name), slice: 0, request, sweep: from === undefined && populated.has(name) };
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
