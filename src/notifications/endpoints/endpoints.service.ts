import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AuditLog } from '../../audit/audit.log.js';
import { actorOf, type Principal } from '../../auth/principal.js';
import { CursorCodec } from '../../common/cursor.js';
import { ConflictError } from '../../common/http.errors.js';
import type { Page } from '../../common/page.js';
import type { PageQuery } from '../../common/page.query.js';
import { ID_POSITION, readPage } from '../../common/page.reader.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { Quotas } from '../../quotas/quotas.js';
import { NotificationError } from '../sending/notification.error.js';
import { NotificationSender } from '../sending/notification.sender.js';
import { checkAddress } from './endpoint.address.js';
import type {
  CreateNotificationEndpointDto,
  NotificationEndpointDto,
  NotificationTestDto,
  RotateNotificationSecretDto,
  UpdateNotificationEndpointDto,
} from './endpoint.dto.js';
import { NotificationEndpointStore } from './endpoint.store.js';
import { ReceiverStore } from '../receivers/receiver.store.js';

const DAY_SECONDS = 86_400;
/** The sender has its own time limit. */
const NEVER_ABORTED = new AbortController().signal;

/** A tenant's own endpoints for notifications: addresses on the public internet, each with its secrets. */
@Injectable()
export class NotificationEndpointsService {
  constructor(
    private readonly database: Database,
    private readonly endpoints: NotificationEndpointStore,
    private readonly receivers: ReceiverStore,
    private readonly sender: NotificationSender,
    private readonly quotas: Quotas,
    private readonly audit: AuditLog,
    private readonly cursors: CursorCodec,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  list(tenantId: string, query: PageQuery): Promise<Page<NotificationEndpointDto>> {
    return readPage(this.cursors, query, {
      binding: [tenantId, 'notification-endpoints'],
      position: ID_POSITION,
      read: (after, limit) => this.database.inTenant(tenantId, (tx) => this.endpoints.list(tx, after, limit)),
      positionOf: ({ id }) => id,
    });
  }

  create(principal: Principal, dto: CreateNotificationEndpointDto): Promise<NotificationEndpointDto> {
    checkAddress(dto.url, this.config.notifications);
    return this.database.inTenant(principal.tenantId, async (tx) => {
      await this.quotas.admit(tx, 'QUOTA_NOTIFICATION_ENDPOINTS');
      const id = uuidv7();
      await this.endpoints.insert(tx, id, dto);
      const secret = await this.receivers.addSecret(tx, id, 0, this.config.limits.QUOTA_SECRETS);
      await this.audit.append(tx, entry(principal, 'created', id));
      return { ...(await this.endpoints.get(tx, id)), secret };
    });
  }

  update(principal: Principal, id: string, dto: UpdateNotificationEndpointDto): Promise<NotificationEndpointDto> {
    if (dto.url !== undefined) checkAddress(dto.url, this.config.notifications);
    return this.database.inTenant(principal.tenantId, async (tx) => {
      await this.endpoints.get(tx, id);
      await this.endpoints.update(tx, id, dto);
      await this.audit.append(tx, entry(principal, 'updated', id));
      return this.endpoints.get(tx, id);
    });
  }

  remove(principal: Principal, id: string): Promise<void> {
    return this.database.inTenant(principal.tenantId, async (tx) => {
      await this.endpoints.get(tx, id);
      await this.endpoints.remove(tx, id);
      await this.audit.append(tx, entry(principal, 'removed', id));
    });
  }

  /** Never fails for too many secrets: the oldest one ends. */
  rotate(principal: Principal, id: string, dto: RotateNotificationSecretDto): Promise<NotificationEndpointDto> {
    return this.database.inTenant(principal.tenantId, async (tx) => {
      await this.endpoints.get(tx, id);
      const keep = await this.quotas.roll(tx, 'QUOTA_SECRETS', id);
      const secret = await this.receivers.addSecret(tx, id, dto.overlapSeconds ?? DAY_SECONDS, keep);
      await this.audit.append(tx, entry(principal, 'secret_rotated', id));
      return { ...(await this.endpoints.get(tx, id)), secret };
    });
  }

  /** Sends one notification now, and says what became of it. It is not tried again. */
  async test({ tenantId }: Principal, id: string): Promise<NotificationTestDto> {
    const receiver = await this.database.inTenant(tenantId, async (tx) => {
      await this.endpoints.get(tx, id);
      return this.receivers.find(tx, id);
    });
    if (!receiver) throw new ConflictError('Switch the endpoint on first', 'notification_endpoint_inactive');
    const began = performance.now();
    const body = JSON.stringify({ type: 'notification.test', timestamp: new Date().toISOString(), data: { tenantId } });
    const result = await this.sender
      .send(receiver, { id: uuidv7(), body }, NEVER_ABORTED)
      .catch((error: unknown) => error);
    const durationMs = Math.round(performance.now() - began);
    if (typeof result === 'number') return { delivered: true, responseStatus: result, error: null, durationMs };
    if (!(result instanceof NotificationError)) throw result;
    const { code, message, responseStatus } = result;
    return { delivered: false, responseStatus, error: { code, message }, durationMs };
  }
}

function entry(principal: Principal, what: string, id: string) {
  return { actor: actorOf(principal), action: `notification_endpoint.${what}`, target: id, detail: {} };
}
