import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { Database } from '../../database/database.js';
import type { TenantCrossing } from '../../database/tenant-crossing.js';
import type { Transaction } from '../../database/transaction.js';
import type { UnreadableError } from '../../providers/kit/unreadable.error.js';
import type { InboundEvent } from '../../providers/webhook.port.js';
import type { StoredError } from '../../work/failure.verdict.js';
import { DueTaker } from '../../work/due.taker.js';
import type { WorkRef } from '../../work/queue.table.js';
import type { DueQuery, DueWork, WorkSource } from '../../work/work.source.js';
import {
  CLAIM_SETTINGS_SQL,
  CLAIM_SQL,
  EXTEND_SQL,
  FINISH_SQL,
  INBOX,
  POSTPONE_SQL,
  RECEIVE_SQL,
} from './inbox.sql.js';

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

export interface ClaimedEvent {
  id: string;
  integrationId: string;
  provider: string;
  type: string;
  attempts: number;
  fence: number;
  ageSeconds: number;
  /** `null`: it is no longer kept. */
  body: Buffer | null;
}

export interface FinishedEvent {
  event: ClaimedEvent;
  status: 'done' | 'ignored' | 'dead';
  error: StoredError | null;
}

export interface PostponedEvent {
  event: ClaimedEvent;
  delayMs: number;
  usesAttempt: boolean;
  /** Bull will bring it back; the reconciler need not. */
  hinted: boolean;
  error: StoredError | null;
}

/** The inbox: webhook events as rows that are the work. */
@Injectable()
export class InboxStore implements WorkSource {
  readonly name = 'webhook';
  readonly jobs = ['webhook'] as const;
  private readonly due: DueTaker;

  constructor(
    private readonly database: Database,
    private readonly crossTenant: CrossTenant,
    @Inject(CONFIG) { limits }: Pick<Config, 'limits'>,
  ) {
    this.due = new DueTaker(INBOX, limits.RECONCILE_STEPS);
  }

  /** Committed when it returns. */
  receive(batch: readonly IncomingEvent[]): Promise<ReceivedEvent[]> {
    const column = <T>(pick: (incoming: IncomingEvent) => T): T[] => batch.map(pick);
    return this.database.call<ReceivedEvent>(RECEIVE_SQL, [
      column((e) => e.provider),
      column((e) => e.endpoint),
      column((e) => e.owner?.tenantId ?? null),
      column((e) => e.owner?.integrationId ?? null),
      column((e) => storable(e.event.dedupeKey)),
      column((e) => e.event.eventId && storable(e.event.eventId)),
      column((e) => storable(e.event.type)),
      column((e) => e.account && storable(e.account)),
      column((e) => e.event.livemode),
      column((e) => e.event.body.length),
      // One piece of bytes travels as it is, where an array of texts would be escaped twice.
      Buffer.concat(column((e) => e.event.body)),
      column((e) => e.event.unreadable && toReason(e.event.unreadable)),
    ]);
  }

  /** What is due for the tenant of the hint, `limit` events at most; the named one comes on top if it was put off. */
  claim({ tenantId, id }: WorkRef, limit: number, leaseSeconds: number): Promise<ClaimedEvent[]> {
    return this.database.inTenant(tenantId, async (tx) => {
      await tx.execute(CLAIM_SETTINGS_SQL);
      return tx.rows<ClaimedEvent>(CLAIM_SQL, [tenantId, limit, leaseSeconds, id]);
    });
  }

  /** Returns whether any of the leases is still ours; those of finished events are not missed. */
  async extend(tenantId: string, events: readonly ClaimedEvent[], leaseSeconds: number): Promise<boolean> {
    const touched = await this.database.inTenant(tenantId, (tx) =>
      tx.execute(EXTEND_SQL, [tenantId, events.map((e) => e.id), events.map((e) => e.fence), leaseSeconds]),
    );
    return touched > 0;
  }

  /** Returns whether every row was still ours; if not, the caller must roll back what it wrote along with it. */
  async finish(tx: Transaction, tenantId: string, finished: readonly FinishedEvent[]): Promise<boolean> {
    if (finished.length === 0) return true;
    const touched = await tx.execute(FINISH_SQL, [
      tenantId,
      finished.map(({ event }) => event.id),
      finished.map(({ event }) => event.fence),
      finished.map(({ status }) => status),
      finished.map(({ error }) => error && JSON.stringify(error)),
    ]);
    return touched === finished.length;
  }

  /** Gives events up for good; kept for replay. */
  async bury(tenantId: string, dead: readonly FinishedEvent[]): Promise<void> {
    await this.database.inTenant(tenantId, (tx) => this.finish(tx, tenantId, dead));
  }

  async postpone(tenantId: string, postponed: readonly PostponedEvent[]): Promise<void> {
    if (postponed.length === 0) return;
    await this.database.inTenant(tenantId, (tx) =>
      tx.execute(POSTPONE_SQL, [
        tenantId,
        postponed.map(({ event }) => event.id),
        postponed.map(({ event }) => event.fence),
        postponed.map(({ delayMs }) => Math.round(delayMs)),
        postponed.map(({ usesAttempt }) => (usesAttempt ? 1 : 0)),
        postponed.map(({ hinted }) => hinted),
        postponed.map(({ error }) => error && JSON.stringify(error)),
      ]),
    );
  }

  wake(limit: number, crossing: TenantCrossing = this.crossTenant): Promise<number> {
    return crossing.transaction((tx) => this.due.wake(tx, limit));
  }

  takeDue(query: DueQuery, crossing: TenantCrossing = this.crossTenant): Promise<DueWork[]> {
    return crossing.transaction((tx) => this.due.take(tx, query, 'webhook'));
  }
}

function toReason({ code, message }: UnreadableError): string {
  const reason: StoredError = { code, message };
  return JSON.stringify(reason);
}

/** PostgreSQL's text holds no NUL, and a delivery must not fail the batch that it happens to be in. */
function storable(text: string): string {
  return text.includes('\u0000') ? text.replaceAll('\u0000', '\ufffd') : text;
}
