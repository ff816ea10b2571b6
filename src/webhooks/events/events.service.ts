import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit.log.js';
import type { AuditEntry } from '../../audit/audit.row.js';
import { actorOf, type Principal } from '../../auth/principal.js';
import { CursorCodec } from '../../common/cursor.js';
import { ConflictError, NotFoundError } from '../../common/http.errors.js';
import { ID_POSITION, readPage } from '../../common/page.reader.js';
import { Database } from '../../database/database.js';
import { Dispatcher } from '../../work/dispatcher.js';
import type { ReplayedDto, WebhookEventDto, WebhookEventPageDto } from './event.dto.js';
import { WEBHOOK_JOB } from '../inbox/inbox.table.js';
import { EventStore } from './event.store.js';
import type { ListEventsQuery } from './list-events.query.js';
import type { ReplayFilterDto } from './replay-events.dto.js';

/** A tenant's view of the inbox: lists its events with their outcome, and replays them. */
@Injectable()
export class EventsService {
  constructor(
    private readonly database: Database,
    private readonly events: EventStore,
    private readonly dispatcher: Dispatcher,
    private readonly cursors: CursorCodec,
    private readonly audit: AuditLog,
  ) {}

  list(tenantId: string, query: ListEventsQuery): Promise<WebhookEventPageDto> {
    const { provider, status, integrationId, type, since } = query;
    return readPage(this.cursors, query, {
      binding: [tenantId, 'webhook-events', provider, status, integrationId, type, since],
      position: ID_POSITION,
      read: (before, limit) => this.database.inTenant(tenantId, (tx) => this.events.list(tx, query, before, limit)),
      positionOf: ({ id }) => id,
    });
  }

  async get(tenantId: string, id: string): Promise<WebhookEventDto> {
    const event = await this.database.inTenant(tenantId, (tx) => this.events.get(tx, id));
    if (!event) throw new NotFoundError('The webhook event', 'webhook_event_not_found');
    return event;
  }

  async replayOne(principal: Principal, id: string): Promise<WebhookEventDto> {
    const { tenantId } = principal;
    const { status, integrationId } = await this.get(tenantId, id);
    if (status === 'received' || status === 'processing') {
      throw new ConflictError('The event is still being processed', 'webhook_event_not_finished');
    }
    const { replayed } = await this.replay(principal, { ids: [id], status: status });
    if (replayed === 0) throw await this.whyNotReplayed(tenantId, id, integrationId);
    return this.get(tenantId, id);
  }

  private async whyNotReplayed(tenantId: string, id: string, integrationId: string | null): Promise<ConflictError> {
    if (integrationId === null) {
      return new ConflictError('The event belongs to no integration', 'webhook_event_not_replayable');
    }
    const hasBody = await this.database.inTenant(tenantId, (tx) => this.events.hasBody(tx, id));
    return hasBody
      ? new ConflictError('The event is being replayed, discarded or retired right now', 'webhook_event_busy')
      : new ConflictError('The body of this event is no longer kept, so it cannot be replayed', 'body_retired');
  }

  async replay(principal: Principal, filter: ReplayFilterDto): Promise<ReplayedDto> {
    const { tenantId } = principal;
    const ids = await this.database.inTenant(tenantId, async (tx) => {
      const replayed = await this.events.replay(tx, filter);
      await this.audit.append(tx, replayEntry(actorOf(principal), filter, replayed.length));
      return replayed;
    });
    const [first] = ids;
    if (first) await this.dispatcher.send([{ job: WEBHOOK_JOB, payload: { tenantId, id: first } }]);
    return { replayed: ids.length };
  }
}

/** A single event is the target of the entry. For several events, only their number is recorded. */
function replayEntry(actor: string, { ids, ...filter }: ReplayFilterDto, replayed: number): AuditEntry {
  const target = ids?.length === 1 ? (ids[0] ?? null) : null;
  const detail = { filter: { ...filter, ...(ids && { ids: ids.length }) }, replayed };
  return { actor, action: 'webhook_event.replayed', target, detail };
}
