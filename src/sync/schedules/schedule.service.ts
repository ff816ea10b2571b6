import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AuditLog } from '../../audit/audit.log.js';
import { actorOf, type Principal } from '../../auth/principal.js';
import { CursorCodec } from '../../common/cursor.js';
import { ConflictError, NotFoundError } from '../../common/http.errors.js';
import type { Page } from '../../common/page.js';
import { ID_POSITION, readPage } from '../../common/page.reader.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { assertSyncType } from '../runs/sync-type.js';
import type { ListSchedulesDto, PutScheduleDto } from './dto/schedule.dto.js';
import { changeSchedule } from './schedule.change.js';
import type { ScheduleRow } from './schedule.row.js';
import { type ScheduleKey, ScheduleStore } from './schedule.store.js';

/** Integration and sync type. */
const POSITION = z.tuple([ID_POSITION, z.string()]);

type ScheduleOf = Omit<ScheduleKey, 'tenantId'>;

@Injectable()
export class ScheduleService {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly schedules: ScheduleStore,
    private readonly providers: ProviderRegistry,
    private readonly cursors: CursorCodec,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  list(tenantId: string, query: ListSchedulesDto): Promise<Page<ScheduleRow>> {
    const { integrationId } = query;
    return readPage<ScheduleRow, [string, string]>(this.cursors, query, {
      binding: [tenantId, 'sync/schedules', integrationId],
      position: POSITION,
      read: (after, limit) =>
        this.database.inTenant(tenantId, (tx) => this.schedules.list(tx, { integrationId, after, limit })),
      positionOf: (row) => [row.integrationId, row.syncType],
    });
  }

  put(principal: Principal, of: ScheduleOf, dto: PutScheduleDto): Promise<ScheduleRow> {
    const key = { tenantId: principal.tenantId, ...of };
    const { tenantId, integrationId, syncType } = key;
    return this.database.inTenant(tenantId, async (tx) => {
      const { provider, status } = await this.integrations.get(tx, integrationId);
      assertSyncType(this.providers.get(provider).describe(), syncType);
      if (status === 'disconnected') {
        throw new ConflictError('Connect the account again before scheduling its syncs', 'integration_disconnected');
      }
      const { now, schedule } = await this.schedules.lock(tx, key);
      const saved = await this.schedules.save(tx, {
        ...key,
        ...changeSchedule(schedule, dto, now, this.config.scheduleTimeScale),
      });
      const { everySeconds, cron, paused, fullEverySeconds } = saved;
      const full = fullEverySeconds === null ? {} : { fullEverySeconds };
      await this.append(tx, principal, 'schedule.changed', key, { everySeconds, cron, paused, ...full });
      return saved;
    });
  }

  async remove(principal: Principal, of: ScheduleOf): Promise<void> {
    const key = { tenantId: principal.tenantId, ...of };
    const { tenantId, integrationId, syncType } = key;
    const removed = await this.database.inTenant(tenantId, async (tx) => {
      const { provider } = await this.integrations.get(tx, integrationId);
      assertSyncType(this.providers.get(provider).describe(), syncType);
      const wasThere = await this.schedules.remove(tx, key);
      if (wasThere) await this.append(tx, principal, 'schedule.removed', key, {});
      return wasThere;
    });
    if (!removed) throw new NotFoundError('The schedule', 'schedule_not_found');
  }

  private async append(
    tx: TenantTransaction,
    principal: Principal,
    action: string,
    { integrationId, syncType }: ScheduleOf,
    detail: Record<string, unknown>,
  ): Promise<void> {
    const target = `${integrationId}/${syncType}`;
    await this.audit.append(tx, { actor: actorOf(principal), action, target, detail });
  }
}
