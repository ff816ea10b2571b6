import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { Metrics } from '../../observability/metrics.js';
import type { FetchedRecord } from '../../providers/provider.values.js';
import { RecordStore } from '../../records/record.store.js';
import { Dispatcher, type Hint } from '../../work/dispatcher.js';
import type { OpenOperation, NewOperation } from '../targets/operation.js';
import { OperationStore } from '../targets/operation.store.js';
import type { Link } from '../targets/outbound-target.table.js';
import { TargetFacts } from '../targets/target.facts.js';
import type { OperationStatus } from '../targets/target.machine.js';
import { TargetStore, type ExternalObject, type Reason } from '../targets/target.store.js';
import { AMOUNT_DIFFERS } from './amounts.js';
import type { Ended, Turn } from './turn.js';

type Operation = NewOperation | OpenOperation;

/** How an operation ends together with its target. */
export interface EndedOperation {
  operation: Operation;
  status: Exclude<OperationStatus, 'sending' | 'unknown'>;
  response?: object;
  error?: Reason;
}

/** The object that a target was linked to, and its state as the provider has just said it. */
export interface LinkedObject extends ExternalObject {
  link: Link;
  record: FetchedRecord | null;
}

export interface AppliedOutcome {
  version: number;
  /** `null`: nothing was sent, and what was sent last still counts. */
  hash: Buffer | null;
  /** Time in which a request may still arrive late. */
  quietSeconds?: number;
  object?: LinkedObject;
  operation?: EndedOperation;
}

export interface OtherOutcome {
  status: 'skipped' | 'waiting' | 'dead';
  reason: Reason;
  /** The target or item that releases it. */
  waitsFor?: string;
  object?: LinkedObject;
  operation?: EndedOperation;
}

interface WaitOptions {
  status?: 'waiting' | 'skipped';
  /** After this time it goes on all the same. Absent: it waits as long as it takes. */
  seconds?: number;
  /** Whether what is waited for, if it is an item, has come meanwhile. */
  isThere?: (tx: TenantTransaction) => Promise<boolean>;
}

const TAKEN = 'Another object of the platform is linked to the same object of the account';

/**
 * Stores what became of a target. Each outcome is one transaction in which the worker still has the target: the operation,
 * the link, the record, the reason, and the release of what waited for it are there together, or none of them.
 */
@Injectable()
export class OutcomeWriter {
  constructor(
    private readonly database: Database,
    private readonly targets: TargetStore,
    private readonly operations: OperationStore,
    private readonly records: RecordStore,
    @Inject(Dispatcher) private readonly dispatcher: Pick<Dispatcher, 'send'>,
    private readonly metrics: Metrics,
    private readonly facts: TargetFacts,
  ) {}

  /** The provider has the object as it was wanted. */
  apply(turn: Turn, { object, operation, ...applied }: AppliedOutcome): Promise<Ended> {
    return this.end(turn, { status: 'applied', reason: null, object, operation }, (tx) =>
      this.targets.recordApplied(tx, turn.target.id, applied),
    );
  }

  /** Nothing is sent for now. */
  finish(turn: Turn, outcome: OtherOutcome): Promise<Ended> {
    return this.end(turn, outcome, (tx) =>
      this.targets.recordReason(tx, turn.target.id, outcome.reason, outcome.waitsFor),
    );
  }

  /**
   * The target is sent once another one is linked, or an item is pushed. What it waits for is looked for, and the target is
   * postponed, in one transaction: a release between the two would be overwritten.
   * @returns `null`: what it waits for is there by now
   */
  async waitFor(
    turn: Turn,
    other: string,
    reason: Reason,
    { status = 'waiting', seconds, isThere }: WaitOptions = {},
  ): Promise<Ended | null> {
    const { target, context } = turn;
    const end: Ended = { item: target, status, error: null };
    return this.database.inTenant(context.tenantId, async (tx) => {
      if (!(await this.targets.holdToWait(tx, target, other)) || (await isThere?.(tx))) return null;
      await context.finish(tx, [end]);
      await this.targets.recordReason(tx, target.id, reason, other);
      if (seconds !== undefined) await this.targets.postpone(tx, target.id, seconds);
      await this.targets.againIfChanged(tx, target.id, target.changes);
      return end;
    });
  }

  /** The target is linked to an object, but what it says of it may differ from what is wanted. */
  async link(turn: Turn, object: LinkedObject, operation?: EndedOperation): Promise<'linked' | 'taken'> {
    const { target, context } = turn;
    const result = await this.database.inTenant(context.tenantId, async (tx) => {
      await this.targets.holdToLink(tx, target, object.externalId);
      if (await this.targets.linkedTo(tx, target, object.externalId)) return 'taken';
      await this.writeLink(tx, turn, object);
      if (operation) await this.endOperation(tx, turn, operation);
      return { hints: await this.targets.releaseWaiters(tx, [target.id]) };
    });
    if (result === 'taken') return 'taken';
    this.tell(turn, operation, result.hints);
    Object.assign(target, { ...pickObject(object), link: target.link ?? object.link, inDoubt: false });
    return 'linked';
  }

  /** An operation is over, and the turn goes on. */
  async close(turn: Turn, operation: EndedOperation): Promise<void> {
    const { target, context } = turn;
    await this.database.inTenant(context.tenantId, async (tx) => {
      await this.targets.hold(tx, target);
      await this.endOperation(tx, turn, operation);
    });
    this.tell(turn, operation, []);
    target.inDoubt = false;
  }

  /** The object is gone at the provider: the next request makes a new one. */
  async unlink({ target, context }: Turn): Promise<void> {
    await this.database.inTenant(context.tenantId, async (tx) => {
      await this.targets.hold(tx, target);
      await this.targets.unlink(tx, target.id);
    });
    Object.assign(target, { externalId: null, externalVersion: null });
  }

  private async end(
    turn: Turn,
    outcome: { status: Ended['status']; reason: Reason | null; object?: LinkedObject; operation?: EndedOperation },
    record: (tx: TenantTransaction) => Promise<void>,
  ): Promise<Ended> {
    const { target, context } = turn;
    const { object, operation } = outcome;
    const written = await this.database.inTenant(context.tenantId, async (tx) => {
      await (object ? this.targets.holdToLink(tx, target, object.externalId) : this.targets.hold(tx, target));
      const isTaken =
        object !== undefined && (await this.targets.linkedTo(tx, target, object.externalId)) !== undefined;
      const reason = isTaken ? { code: 'ambiguous_match', message: `${TAKEN}: ${object.externalId}` } : outcome.reason;
      const status = isTaken ? 'waiting' : outcome.status;
      const end: Ended = { item: target, status, error: status === 'dead' ? reason : null };
      await context.finish(tx, [end]);
      if (status === 'dead') await this.facts.dead(tx, target, reason?.code ?? 'other');
      if (operation) await this.endOperation(tx, turn, operation);
      if (isTaken) await this.targets.recordReason(tx, target.id, reason);
      else await record(tx);
      if (object && !isTaken) await this.writeLink(tx, turn, object);
      const hints = object && !isTaken ? await this.targets.releaseWaiters(tx, [target.id]) : [];
      // An operation that was in doubt may be older than what was wanted when the target was claimed.
      await this.targets.againIfChanged(tx, target.id, operation?.operation.changes ?? target.changes);
      return { end, hints };
    });
    if (written.end.error?.code === AMOUNT_DIFFERS) this.countDifference(turn);
    this.tell(turn, operation, written.hints);
    return written.end;
  }

  private countDifference({ target: { provider, target } }: Turn): void {
    this.metrics.booksAmountDiffers.inc({ provider, target });
  }

  private async endOperation(tx: TenantTransaction, { target }: Turn, ended: EndedOperation): Promise<void> {
    const { operation, status, response, error } = ended;
    await this.operations.end(tx, operation, status, { response, error });
    await this.targets.recordDoubt(tx, target.id, false);
  }

  /** The mirror shows the object at once, unless something newer is there already. */
  private async writeLink(tx: TenantTransaction, { target, account, spec }: Turn, object: LinkedObject): Promise<void> {
    await this.targets.link(tx, target.id, object, object.link);
    const { record } = object;
    if (!record) return;
    const { integration, provider } = account;
    await this.records.write(tx, { tenantId: tx.tenantId, integrationId: integration.id }, provider.stripped, {
      types: [spec.stream],
      externalIds: [object.externalId],
      dating: record.sequence === undefined ? 'read' : 'change',
      seconds: [record.seconds],
      ...(record.sequence !== undefined && { sequences: [record.sequence] }),
      deleted: [record.deleted],
      json: `[${record.json}]`,
    });
  }

  private tell({ target, account }: Turn, operation: EndedOperation | undefined, hints: readonly Hint[]): void {
    const provider = account.integration.provider;
    if (operation) {
      this.metrics.outboundOperations.inc({ provider, target: target.target, status: operation.status });
    }
    if (hints.length > 0) void this.dispatcher.send(hints);
  }
}

const pickObject = ({ externalId, externalVersion }: ExternalObject): ExternalObject => ({
  externalId,
  externalVersion,
});
