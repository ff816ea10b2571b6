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

/** What a batch of events asks for, with every object once. */
export interface EventPlan {
  snapshots: RecordBatch;
  /** Objects to read, each with the events that wait for it. */
  reads: Map<string, { ref: RecordRef; events: ClaimedEvent[] }>;
  /** Events that need nothing but the snapshots to be written. */
  settledBySnapshots: ClaimedEvent[];
  nothingToDo: ClaimedEvent[];
  deauthorizations: ({ event: ClaimedEvent } & Deauthorization)[];
}

/** Whether it ends the connection, or stops it, rather than telling of an object. */
export const isDeauthorization = (effect: WebhookEffect): effect is Deauthorization =>
  effect.kind === 'disconnect' || effect.kind === 'reauthorise';

export const recordKey = (ref: RecordRef): string => `${ref.type}/${ref.externalId}`;

/**
 * Of several snapshots of one object the newest counts. Two of the same second that differ are not ordered by
 * guessing: the object is read.
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
