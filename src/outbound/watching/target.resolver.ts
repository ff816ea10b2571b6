import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit.log.js';
import { actorOf, type Principal } from '../../auth/principal.js';
import { ConflictError, NotFoundError, UnprocessableError, ValidationError } from '../../common/http.errors.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { ConnectionLoader } from '../../integrations/connections/connection.loader.js';
import { askProvider } from '../../integrations/connections/provider-call.js';
import type { TargetKey } from '../../providers/push.port.js';
import { Dispatcher, type Hint } from '../../work/dispatcher.js';
import type { Entity } from '../items/entity.js';
import type { OperationStatus, TargetStatus } from '../targets/target.machine.js';
import { TargetStore } from '../targets/target.store.js';
import { assertMayPush } from './push.permission.js';
import type { ResolveTargetDto } from './resolve.dto.js';
import {
  ACCEPT_BY_HAND_SQL,
  CREATE_BY_HAND_SQL,
  END_OPEN_OPERATION_SQL,
  LINK_BY_HAND_SQL,
  LOCK_SQL,
  SKIP_BY_HAND_SQL,
} from './resolve.sql.js';
import type { OutboundTargetDto } from './target.dto.js';
import { TargetReader } from './target.reader.js';

interface LockedTarget extends TargetKey {
  id: string;
  integrationId: string;
  provider: string;
  entity: Entity;
  status: TargetStatus;
  job: string;
  inDoubt: boolean;
  externalId: string | null;
}

/** What a decision does to the request whose outcome is not known. */
const ENDS: Readonly<Record<Exclude<ResolveTargetDto['action'], 'skip'>, OperationStatus>> = {
  link: 'done',
  create: 'superseded',
  accept: 'done',
};
const LEFT_OUT = JSON.stringify({ code: 'left_out', message: 'A person has decided that it is not sent' });

/** Carries out what a person decides about a target that the hub cannot decide. */
@Injectable()
export class TargetResolver {
  constructor(
    private readonly database: Database,
    private readonly targets: TargetReader,
    private readonly store: TargetStore,
    private readonly loader: ConnectionLoader,
    private readonly dispatcher: Dispatcher,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @throws NotFoundError for the target, or for the object that is to be linked
   * @throws ConflictError when there is nothing to decide, or another target is linked to the object
   */
  async resolve(principal: Principal, id: string, dto: ResolveTargetDto): Promise<OutboundTargetDto> {
    const { tenantId } = principal;
    if (dto.action !== 'link' && dto.externalId !== undefined) {
      throw new ValidationError([{ field: 'externalId', message: 'is only for the action link' }]);
    }
    const linked = dto.action === 'link' ? await this.checkObject(principal, id, dto.externalId ?? '') : null;
    const hints = await this.database.inTenant(tenantId, async (tx) => {
      if (linked) await this.store.beforeLink(tx, linked, dto.externalId ?? '');
      else await this.store.beforeRelease(tx, [id]);
      const target = await this.lock(tx, principal, id);
      const released = await this.carryOut(tx, target, dto);
      const detail = { action: dto.action, externalId: dto.externalId ?? null, from: target.status };
      await this.audit.append(tx, {
        actor: actorOf(principal),
        action: 'outbound_target.resolved',
        target: `${target.integrationId}/${id}`,
        detail,
      });
      return released;
    });
    if (hints.length > 0) await this.dispatcher.send(hints);
    return this.targets.summary(tenantId, id);
  }

  private async lock(tx: TenantTransaction, principal: Principal, id: string): Promise<LockedTarget> {
    const target = await tx.row<LockedTarget>(LOCK_SQL, [tx.tenantId, id]);
    if (!target) throw new NotFoundError('The target', 'outbound_target_not_found');
    assertMayPush(principal, target.entity);
    const isOpen = target.status === 'waiting' || target.status === 'dead';
    if (isOpen || (target.status === 'pending' && target.inDoubt)) return target;
    throw new ConflictError(
      `The target is ${target.status}: there is nothing for a person to decide`,
      'outbound_target_not_held',
    );
  }

  private async carryOut(
    tx: TenantTransaction,
    target: LockedTarget,
    { action, externalId }: ResolveTargetDto,
  ): Promise<Hint[]> {
    const values = [tx.tenantId, target.id];
    const again = { job: target.job, payload: { tenantId: tx.tenantId, id: target.id } };
    if (action === 'skip') {
      await tx.execute(SKIP_BY_HAND_SQL, [...values, LEFT_OUT]);
      return [];
    }
    if (action === 'accept') {
      if (target.externalId === null) {
        throw new UnprocessableError(
          'There is no object at the provider yet: link one, or have one created',
          'outbound_object_missing',
        );
      }
      await tx.execute(ACCEPT_BY_HAND_SQL, values);
    }
    const response = JSON.stringify({ resolved: action, externalId: externalId ?? target.externalId });
    await tx.execute(END_OPEN_OPERATION_SQL, [...values, ENDS[action], response]);
    if (action === 'accept') return this.store.releaseWaiters(tx, [target.id]);
    if (action === 'create') {
      await tx.execute(CREATE_BY_HAND_SQL, values);
      return [again];
    }
    const other = await this.store.linkedTo(tx, target, externalId ?? '');
    if (other) throw new ConflictError(`The target ${other} is linked to this object`, 'outbound_object_linked');
    await tx.execute(LINK_BY_HAND_SQL, [...values, externalId]);
    return [again, ...(await this.store.releaseWaiters(tx, [target.id]))];
  }

  /** An id that the provider does not know is refused before anything is changed. @returns the target */
  private async checkObject(principal: Principal, id: string, externalId: string): Promise<LockedTarget> {
    const { tenantId } = principal;
    const target = await this.database.inTenant(tenantId, (tx) => this.lock(tx, principal, id));
    const { connection, provider } = await this.loader.open(tenantId, target.integrationId);
    const { push } = provider;
    const known = push && (await askProvider((signal) => push.read(connection, target, externalId, { signal })));
    if (!known) throw new NotFoundError('The object at the provider', 'provider_object_not_found');
    return target;
  }
}
