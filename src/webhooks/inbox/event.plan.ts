import type { WebhookEffect } from '../../providers/webhook.port.js';
import type { RecordBatch } from '../../providers/record-batch.js';
import type { RecordRef } from '../../records/record.store.js';
import type { ClaimedEvent } from './inbox.table.js';

type Snapshot = Extract<WebhookEffect, { kind: 'snapshot' }>;
type Deauthorization = Extract<WebhookEffect, { kind: 'disconnect' | 'reauthorise' }>;

export interface PlannedEvent {
  event: ClaimedEvent;
  effects: WebhookEffect[];
}

/** The actions that a batch of events requires. Each object appears once. */
export interface EventPlan {
  snapshots: RecordBatch;
  /** Objects to read, each with the events that need it. */
  reads: Map<string, { ref: RecordRef; events: ClaimedEvent[] }>;
  /** Events that are done once the snapshots are written. */
  settledBySnapshots: ClaimedEvent[];
  nothingToDo: ClaimedEvent[];
  deauthorizations: ({ event: ClaimedEvent } & Deauthorization)[];
}

/** Whether the effect ends or stops the integration, instead of changing an object. */
export const isDeauthorization = (effect: WebhookEffect): effect is Deauthorization =>
  effect.kind === 'disconnect' || effect.kind === 'reauthorise';

export const recordKey = (ref: RecordRef): string => `${ref.type}/${ref.externalId}`;

/**
 * Of several snapshots of one object, only the newest is written. If two differ but have the same second, their order
 * is unknown, so the object is read instead.
 */
export function planEvents(planned: readonly PlannedEvent[]): EventPlan {
  const newest = new Map<string, Snapshot>();
  const reads: EventPlan['reads'] = new Map();
  const demandRead = (ref: RecordRef) => {
    if (!reads.has(recordKey(ref))) reads.set(recordKey(ref), { ref, events: [] });
  };
  for (const { effects } of planned) {
    for (const effect of effects) {
      if (effect.kind === 'pointer') demandRead(effect);
      if (effect.kind !== 'snapshot') continue;
      const known = newest.get(recordKey(effect));
      const order = known ? compareAge(effect, known) : 1;
      if (order > 0) newest.set(recordKey(effect), effect);
      else if (known && order === 0 && !same(effect, known)) demandRead(effect);
    }
  }
  for (const key of reads.keys()) newest.delete(key);
  return { snapshots: toBatch([...newest.values()]), reads, ...sortEvents(planned, reads) };
}

function sortEvents(planned: readonly PlannedEvent[], reads: EventPlan['reads']) {
  const settledBySnapshots: ClaimedEvent[] = [];
  const nothingToDo: ClaimedEvent[] = [];
  const deauthorizations: EventPlan['deauthorizations'] = [];
  for (const { event, effects } of planned) {
    const deauthorization = effects.find(isDeauthorization);
    const waitsFor = effects.flatMap((effect) => {
      const read = isDeauthorization(effect) ? undefined : reads.get(recordKey(effect));
      return read ? [read] : [];
    });
    if (deauthorization) deauthorizations.push({ event, ...deauthorization });
    else if (effects.length === 0) nothingToDo.push(event);
    else if (waitsFor.length === 0) settledBySnapshots.push(event);
    else waitsFor.forEach((read) => read.events.push(event));
  }
  return { settledBySnapshots, nothingToDo, deauthorizations };
}

function compareAge(a: Snapshot, b: Snapshot): number {
  return a.seconds - b.seconds || (a.sequence ?? 0) - (b.sequence ?? 0);
}

function same(a: Snapshot, b: Snapshot): boolean {
  return a.deleted === b.deleted && a.json === b.json;
}

function toBatch(snapshots: readonly Snapshot[]): RecordBatch {
  return {
    types: snapshots.map(({ type }) => type),
    externalIds: snapshots.map(({ externalId }) => externalId),
    dating: 'change',
    seconds: snapshots.map(({ seconds }) => seconds),
    sequences: snapshots.map(({ sequence }) => sequence ?? 0),
    deleted: snapshots.map(({ deleted }) => deleted),
    json: `[${snapshots.map(({ json }) => json).join(',')}]`,
  };
}
