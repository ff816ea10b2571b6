import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit.log.js';
import { actorOf, type Principal } from '../../auth/principal.js';
import { CursorCodec } from '../../common/cursor.js';
import { ConflictError, NotFoundError } from '../../common/http.errors.js';
import type { Page } from '../../common/page.js';
import { ID_POSITION, readPage } from '../../common/page.reader.js';
import { Database } from '../../database/database.js';
import { Dispatcher } from '../../work/dispatcher.js';
import { NOTIFY_JOB } from '../sending/notification.table.js';
import type { DeliveryDetailDto, DeliveryDto } from './delivery.dto.js';
import { DeliveryStore } from './delivery.store.js';
import type { ListDeliveriesQuery } from './list-deliveries.query.js';

/** Notifications as their tenant sees them: what was sent, what became of it, and sending it again. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly database: Database,
    private readonly deliveries: DeliveryStore,
    private readonly dispatcher: Dispatcher,
    private readonly cursors: CursorCodec,
    private readonly audit: AuditLog,
  ) {}

  list(tenantId: string, query: ListDeliveriesQuery): Promise<Page<DeliveryDto>> {
    const { endpointId, status, type } = query;
    return readPage(this.cursors, query, {
      binding: [tenantId, 'notification-deliveries', endpointId, status, type],
      position: ID_POSITION,
      read: (before, limit) => this.database.inTenant(tenantId, (tx) => this.deliveries.list(tx, query, before, limit)),
      positionOf: ({ id }) => id,
    });
  }

  async get(tenantId: string, id: string): Promise<DeliveryDetailDto> {
    const delivery = await this.database.inTenant(tenantId, (tx) => this.deliveries.find(tx, id));
    if (!delivery) throw new NotFoundError('The delivery', 'notification_delivery_not_found');
    return delivery;
  }

  /** With the same id and the same bytes. */
  async replay(principal: Principal, id: string): Promise<DeliveryDetailDto> {
    await this.get(principal.tenantId, id);
    await this.resend(principal, id);
    return this.get(principal.tenantId, id);
  }

  /**
   * {@link replay}, also of a notification to the platform.
   * @throws ConflictError when it has not ended
   */
  async resend(principal: Principal, id: string): Promise<void> {
    const { tenantId } = principal;
    const replayed = await this.database.inTenant(tenantId, async (tx) => {
      const isReplayed = await this.deliveries.replay(tx, id);
      if (isReplayed) {
        const entry = { actor: actorOf(principal), action: 'notification.replayed', target: id, detail: {} };
        await this.audit.append(tx, entry);
      }
      return isReplayed;
    });
    if (!replayed) throw new ConflictError('The notification is still being sent', 'notification_not_finished');
    await this.dispatcher.send([{ job: NOTIFY_JOB, payload: { tenantId, id } }]);
  }
}
