import { Injectable } from '@nestjs/common';
import { toStorableText } from '../../common/storable-text.js';
import { Database } from '../../database/database.js';
import type { Origin } from '../../observability/log/log.context.js';
import type { UnreadableError } from '../../providers/kit/unreadable.error.js';
import type { InboundEvent } from '../../providers/webhook.port.js';
import type { StoredError } from '../../work/failure.verdict.js';
import { RECEIVE_SQL } from './inbox.sql.js';

/**
 * An event, and the endpoint that received it. An event of the platform's endpoint has no owner: its account decides.
 * The object refers to the event instead of copying its members, because V8 would keep such copies, and with them each
 * body, until a full collection.
 */
export interface IncomingEvent {
  event: InboundEvent;
  /** The account that the event is about, if the provider names it. */
  account: string | null;
  provider: string;
  /** For the platform's endpoint the name of the provider, otherwise the endpoint's id. */
  endpoint: string;
  /** The owner of the endpoint. Without an integration, the event is about another account. */
  owner: { tenantId: string; integrationId: string | null } | null;
  /** The delivery, the same object for all of its events. */
  origin: Origin;
}

/** One stored row. If several tenants connected the account of an event, it has several rows. */
export interface ReceivedEvent {
  /** Position in the batch, from 1. */
  n: number;
  tenantId: string;
  id: string;
  integrationId: string | null;
  fresh: boolean;
  open: boolean;
}

/** Stores webhook events in the inbox. The engine of work then processes the rows. */
@Injectable()
export class InboxStore {
  constructor(private readonly database: Database) {}

  /** Everything is committed when it returns. */
  receive(batch: readonly IncomingEvent[]): Promise<ReceivedEvent[]> {
    const column = <T>(pick: (incoming: IncomingEvent) => T): T[] => batch.map(pick);
    return this.database.call<ReceivedEvent>(RECEIVE_SQL, [
      column((e) => e.provider),
      column((e) => e.endpoint),
      column((e) => e.owner?.tenantId ?? null),
      column((e) => e.owner?.integrationId ?? null),
      column((e) => toStorableText(e.event.dedupeKey)),
      column((e) => e.event.eventId && toStorableText(e.event.eventId)),
      column((e) => toStorableText(e.event.type)),
      column((e) => e.account && toStorableText(e.account)),
      column((e) => e.event.livemode),
      column((e) => e.event.body.length),
      // All bodies are one value, because an array of texts would be escaped twice.
      Buffer.concat(column((e) => e.event.body)),
      column((e) => e.event.unreadable && toReason(e.event.unreadable)),
      column((e) => e.origin.requestId),
      column((e) => e.origin.traceContext),
    ]);
  }
}

function toReason({ code, message }: UnreadableError): string {
  const reason: StoredError = { code, message: toStorableText(message) };
  return JSON.stringify(reason);
}
