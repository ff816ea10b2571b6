import { Injectable } from '@nestjs/common';
import { toStorableText } from '../../common/storable-text.js';
import { Database } from '../../database/database.js';
import type { UnreadableError } from '../../providers/kit/unreadable.error.js';
import type { InboundEvent } from '../../providers/webhook.port.js';
import type { StoredError } from '../../work/failure.verdict.js';
import { RECEIVE_SQL } from './inbox.sql.js';

/**
 * An event with where it came in. Platform endpoints name no owner: the account decides. It holds the event rather
 * than a copy of its members: V8 keeps such copies, and with them each body, until it collects everything.
 */
export interface IncomingEvent {
  event: InboundEvent;
  /** Whose account it concerns, as far as the provider says. */
  account: string | null;
  provider: string;
  /** Name of the provider for the platform's endpoint, else the endpoint's id. */
  endpoint: string;
  /** Whose endpoint it is; without an integration, the event concerns somebody else's account. */
  owner: { tenantId: string; integrationId: string | null } | null;
}

/** One stored row; an event of an account that several tenants connected has several. */
export interface ReceivedEvent {
  /** Position in the batch, from 1. */
  n: number;
  tenantId: string;
  id: string;
  integrationId: string | null;
  fresh: boolean;
  open: boolean;
}

/** Takes webhook events into the inbox, as rows that are the work. */
@Injectable()
export class InboxStore {
  constructor(private readonly database: Database) {}

  /** Committed when it returns. */
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
      // One piece of bytes travels as it is, where an array of texts would be escaped twice.
      Buffer.concat(column((e) => e.event.body)),
      column((e) => e.event.unreadable && toReason(e.event.unreadable)),
    ]);
  }
}

function toReason({ code, message }: UnreadableError): string {
  const reason: StoredError = { code, message: toStorableText(message) };
  return JSON.stringify(reason);
}
