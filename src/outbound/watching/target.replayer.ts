import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit.log.js';
import { actorOf, type Principal } from '../../auth/principal.js';
import { ConflictError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { Dispatcher } from '../../work/dispatcher.js';
import { ENTITIES } from '../items/entity.js';
import { assertMayPush, pushable } from './push.permission.js';
import type { ReplayedTargetsDto, ReplayTargetsDto, ReplayTargetsFilterDto } from './replay.dto.js';
import { REPLAY_ONE_SQL, replayStepSql } from './replay.sql.js';
import type { OutboundTargetDto } from './target.dto.js';
import { TargetReader } from './target.reader.js';

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

interface Step {
  count: number;
  /** `null`: all rows were read. */
  next: string | null;
  id: string | null;
  job: string | null;
}

/** Has targets sent again. A doubt about an earlier request is settled first, as always. */
@Injectable()
export class TargetReplayer {
  constructor(
    private readonly database: Database,
    private readonly targets: TargetReader,
    private readonly dispatcher: Dispatcher,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /**
   * @throws NotFoundError
   * @throws ConflictError when the target has not ended
   */
  async replay(principal: Principal, id: string): Promise<OutboundTargetDto> {
    const { tenantId } = principal;
    const target = await this.database.inTenant(tenantId, async (tx) => {
      const { entity } = await this.targets.find(tx, id);
      assertMayPush(principal, entity);
      const replayed = await tx.row<{ id: string; job: string }>(REPLAY_ONE_SQL, [tenantId, id]);
      if (!replayed) throw new ConflictError('The target is still to be sent', 'outbound_target_not_finished');
      await this.audit.append(tx, {
        actor: actorOf(principal),
        action: 'outbound_target.replayed',
        target: id,
        detail: {},
      });
      return replayed;
    });
    await this.dispatcher.send([{ job: target.job, payload: { tenantId, id } }]);
    return this.targets.summary(tenantId, id);
  }

  /** In steps, each of which is committed by itself. */
  async replayMany(principal: Principal, { filter, dryRun = false }: ReplayTargetsDto): Promise<ReplayedTargetsDto> {
    if (filter.entity) assertMayPush(principal, filter.entity);
    const most = this.config.limits.OUTBOUND_REPLAY_MAX;
    let replayed = 0;
    let next: string | null = FIRST_ID;
    while (next !== null && replayed < most) {
      const step: Step = await this.step(principal, filter, dryRun, next, most - replayed);
      replayed += step.count;
      next = step.next;
    }
    return { replayed, more: next !== null };
  }

  private async step(
    principal: Principal,
    filter: ReplayTargetsFilterDto,
    dryRun: boolean,
    after: string,
    most: number,
  ): Promise<Step> {
    const { tenantId } = principal;
    const { status, entity, platformId, integrationId, target, code, ids, since, until } = filter;
    const ofItem = platformId !== undefined;
    // A target that items of several entities feed has the entity of one of them.
    const entities = entity && !ofItem ? [entity] : pushable(principal);
    const read = this.config.limits.OUTBOUND_REPLAY_STEP;
    const values = [after, read, most, status, entities, integrationId, target, code, ids, since, until];
    const item = ofItem ? [entity ? [entity] : ENTITIES, platformId] : [];
    const step = await this.database.inTenant(tenantId, async (tx) => {
      const row = await tx.row<Step>(replayStepSql({ status, dryRun, ofItem }), [tenantId, ...values, ...item]);
      if (!row) throw new Error('A step has no row');
      if (row.count > 0 && !dryRun) {
        const detail = { filter: { ...filter, ...(ids && { ids: ids.length }) }, replayed: row.count };
        await this.audit.append(tx, {
          actor: actorOf(principal),
          action: 'outbound_target.replayed',
          target: null,
          detail,
        });
      }
      return row;
    });
    const { id, job } = step;
    if (id !== null && job !== null) void this.dispatcher.send([{ job, payload: { tenantId, id } }]);
    return step;
  }
}
