import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AuditLog } from '../../audit/audit.log.js';
import { actorOf, type Principal } from '../../auth/principal.js';
import { CursorCodec } from '../../common/cursor.js';
import { ConflictError, NotFoundError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { Page } from '../../common/page.js';
import { ID_POSITION, readPage } from '../../common/page.reader.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import type { RunMode } from '../runs/run.row.js';
import { assertSyncType } from '../runs/sync-type.js';
import type { ListSchedulesDto, PutScheduleDto } from './dto/schedule.dto.js';
import { changeSchedule } from './schedule.change.js';
import type { ScheduleRow } from './schedule.row.js';
import { type ScheduleGroup, type ScheduleKey, type SchedulePosition, ScheduleStore } from './schedule.store.js';

/** Integration, sync type, and which of both schedules. */
const POSITION = z.tuple([ID_POSITION, z.string(), z.boolean()]);

type GroupOf = Omit<ScheduleGroup, 'tenantId'>;

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
    return readPage<ScheduleRow, SchedulePosition>(this.cursors, query, {
      binding: [tenantId, 'sync/schedules', integrationId],
      position: POSITION,
      read: (after, limit) =>
        this.database.inTenant(tenantId, (tx) => this.schedules.list(tx, { integrationId, after, limit })),
      positionOf: (row) => [row.integrationId, row.syncType, row.mode === 'full'],
    });
  }

  /** A pause that names no mode concerns both schedules of the sync type. */
  put(principal: Principal, of: GroupOf, dto: PutScheduleDto): Promise<ScheduleRow> {
    const { tenantId } = principal;
    const { integrationId, syncType } = of;
    const key = { tenantId, ...of, mode: dto.mode ?? 'incremental' };
    return this.database.inTenant(tenantId, async (tx) => {
      const { provider, status } = await this.integrations.get(tx, integrationId);
      assertSyncType(this.providers.get(provider).describe(), syncType);
      if (status === 'disconnected') {
        throw new ConflictError('Connect the account again before scheduling its syncs', 'integration_disconnected');
      }
      const saved = await this.change(tx, principal, key, dto);
      const { paused } = dto;
      if (dto.mode === undefined && paused !== undefined) {
        const full = { ...key, mode: 'full' as const };
        const { schedule } = await this.schedules.lock(tx, full);
        if (schedule && schedule.paused !== paused) await this.change(tx, principal, full, { paused });
      }
      return saved;
    });
  }

  private async change(
    tx: TenantTransaction,
    principal: Principal,
    key: ScheduleKey,
    dto: PutScheduleDto,
  ): Promise<ScheduleRow> {
    const { now, schedule } = await this.schedules.lock(tx, key);
    const changed = changeSchedule(schedule, dto, now, this.config.scheduleTimeScale);
    const saved = await this.schedules.save(tx, { ...key, ...changed });
    const { everySeconds, cron, paused, mode } = saved;
    await this.append(tx, principal, 'schedule.changed', key, {
      everySeconds,
      cron,
      paused,
      ...(mode === 'full' && { mode }),
    });
    return saved;
  }

  /** @param mode of which of both; absent: both */
  async remove(principal: Principal, of: GroupOf, mode?: RunMode): Promise<void> {
    const key = { tenantId: principal.tenantId, ...of };
    const { tenantId, integrationId, syncType } = key;
    const removed = await this.database.inTenant(tenantId, async (tx) => {
      const { provider } = await this.integrations.get(tx, integrationId);
      assertSyncType(this.providers.get(provider).describe(), syncType);
      const wasThere = await this.schedules.remove(tx, key, mode);
      if (wasThere) await this.append(tx, principal, 'schedule.removed', key, mode ? { mode } : {});
      return wasThere;
    });
    if (!removed) throw new NotFoundError('The schedule', 'schedule_not_found');
  }

  private async append(
    tx: TenantTransaction,
    principal: Principal,
    action: string,
    { integrationId, syncType }: GroupOf,
    detail: Record<string, unknown>,
  ): Promise<void> {
    const target = `${integrationId}/${syncType}`;
    await this.audit.append(tx, { actor: actorOf(principal), action, target, detail });
  }
}
