import { Inject, Injectable } from '@nestjs/common';
import { BoundedCache } from '../../common/bounded-cache.js';
import { forEachConcurrent } from '../../common/for-each-concurrent.js';
import { Gate } from '../../common/gate.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { Limits } from '../../config/limits.config.js';
import { Database } from '../../database/database.js';
import { Disconnector } from '../../integrations/connections/disconnector.js';
import {
  ProviderCircuitOpenError,
  ProviderCredentialsError,
  ProviderError,
  ProviderPermissionError,
  ProviderUnavailableError,
} from '../../providers/provider.errors.js';
import type { WorkContext } from '../../work/work.kind.js';
import type { OpenOperation } from '../targets/operation.js';
import { OperationStore } from '../targets/operation.store.js';
import type { ClaimedTarget } from '../targets/outbound-target.table.js';
import { TargetStore } from '../targets/target.store.js';
import { AccountOpener, isClosed, type ClosedAccount } from './account.opener.js';
import { DoubtResolver, type Lookups } from './doubt.resolver.js';
import { OutcomeWriter } from './outcome.writer.js';
import { isOwnDelay } from './own.delay.js';
import { PushSlots } from './push.slots.js';
import { SendLaterError } from './send-later.error.js';
import { TargetSender } from './target.sender.js';
import type { Ended, PushAccount, Turn } from './turn.js';

/** What became of the targets of one integration. */
export interface GroupOutcome {
  ended: Ended[];
  failed: Map<ClaimedTarget, unknown>;
}

/** Errors while which an account is not called. */
const NOT_CALLED: readonly string[] = ['provider_circuit_open', 'provider_busy'];
/** What was postponed is released so often at most. What is postponed after that waits for the next time. */
const RELEASE_APART_MS = 5_000;
const MOST_INTEGRATIONS = 10_000;
const BUSY_SECONDS = 2;
const BUSY = 'Requests to the account have just failed';

/** Sends the targets of one integration that were claimed together, several at a time. */
@Injectable()
export class PushGroup {
  /** When this process last released what was postponed, by integration. */
  private readonly released = new BoundedCache<string, number>(MOST_INTEGRATIONS);

  constructor(
    private readonly database: Database,
    private readonly accounts: AccountOpener,
    private readonly slots: PushSlots,
    private readonly operations: OperationStore,
    private readonly targets: TargetStore,
    private readonly doubts: DoubtResolver,
    private readonly sender: TargetSender,
    private readonly writer: OutcomeWriter,
    private readonly disconnector: Disconnector,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /** @throws the error of a step that all targets share */
  async send(targets: readonly ClaimedTarget[], context: WorkContext<ClaimedTarget>): Promise<GroupOutcome> {
    const { integrationId, provider } = targets[0]!;
    return this.slots.run(context.tenantId, { provider, integrationId }, context.signal, async () => {
      const account = await this.accounts.open(context.tenantId, integrationId);
      if (isClosed(account)) return this.close(targets, account, context);
      return this.sendAll(targets, account, context);
    });
  }

  private async sendAll(
    targets: readonly ClaimedTarget[],
    account: PushAccount,
    context: WorkContext<ClaimedTarget>,
  ): Promise<GroupOutcome> {
    const outcome: GroupOutcome = { ended: [], failed: new Map() };
    const { OUTBOUND_SENDS_AT_ONCE: atOnce, OUTBOUND_STORED_AHEAD: storedAhead } = this.config.limits;
    const gate = new Gate(storedAhead);
    const places = new Gate(atOnce);
    const turns = targets.flatMap((target): Turn[] => {
      const spec = account.push.targets.find(({ name }) => name === target.target);
      return spec ? [{ target, spec, account, context, gate }] : [];
    });
    const unknown = targets.filter((target) => !turns.some((turn) => turn.target === target));
    if (unknown.length > 0) outcome.ended.push(...(await this.close(unknown, NO_LONGER, context)).ended);
    const open = await this.openOperations(context.tenantId, targets);
    const pressure = new Pressure(this.config.limits);
    await Promise.all(
      [...byTarget(turns)].map(async (ofTarget) => {
        const lookups = await this.lookUp(ofTarget, open, outcome);
        const pending = ofTarget.filter(({ target }) => !outcome.failed.has(target));
        const width = Math.min(atOnce, ofTarget[0]?.spec.atOnce ?? Infinity);
        await forEachConcurrent(pending, width, (turn) =>
          places.pass(context.signal, () => this.sendOne(turn, open.get(turn.target.id), lookups, pressure, outcome)),
        );
      }),
    );
    context.signal.throwIfAborted();
    if (pressure.reason) this.closeFor(account, pressure.reason);
    await this.holdRefused(turns, outcome);
    return outcome;
  }

  /** What else is due for the account would fail in the same way, and is left alone for a while. */
  private closeFor({ integration }: PushAccount, reason: PressureReason): void {
    const { OUTBOUND_CIRCUIT_CHECK_SECONDS: most } = this.config.limits;
    this.slots.close(integration.tenantId, integration.id, Math.min(most, secondsOf(reason)));
  }

  /** The account does not permit a read: its owner has to act, as for a write that it does not permit. */
  private async holdRefused(turns: readonly Turn[], { ended, failed }: GroupOutcome): Promise<void> {
    for (const turn of turns) {
      const error = failed.get(turn.target);
      if (!(error instanceof ProviderCredentialsError || error instanceof ProviderPermissionError)) continue;
      const code = error instanceof ProviderCredentialsError ? 'auth' : 'permission';
      const reason = { code, message: error.message };
      ended.push(await this.writer.finish(turn, { status: 'waiting', reason }));
      failed.delete(turn.target);
    }
  }

  private async sendOne(
    turn: Turn,
    open: OpenOperation | undefined,
    lookups: Lookups,
    pressure: Pressure,
    { ended, failed }: GroupOutcome,
  ): Promise<void> {
    const { target } = turn;
    if (pressure.reason) {
      failed.set(target, busyAfter(pressure.reason));
      return;
    }
    try {
      const end = await this.disconnector.stopIfRefused(turn.account.integration, () =>
        this.sender.send(turn, open, lookups),
      );
      pressure.answered();
      ended.push(end);
      await this.release(turn);
    } catch (error) {
      turn.context.signal.throwIfAborted();
      pressure.failed(error);
      failed.set(target, this.orLookAgain(error));
    }
  }

  /** A few targets look often whether the circuit has closed. The others wait for them, or until it is half-open. */
  private orLookAgain(error: unknown): unknown {
    return error instanceof ProviderCircuitOpenError ? this.lookAgain(error) : error;
  }

  private lookAgain({ message, retryAfterSeconds }: ProviderError): SendLaterError {
    const { OUTBOUND_CIRCUIT_CHECK_SECONDS: most } = this.config.limits;
    return new SendLaterError('provider_busy', message, {
      retryAfterSeconds: Math.min(most, retryAfterSeconds ?? most),
    });
  }

  /** A target that waited for the account was sent, so the account answers again. The others are due within a short time. */
  private async release({ target: { integrationId, lastError }, context }: Turn): Promise<void> {
    if (lastError === null || !NOT_CALLED.includes(lastError)) return;
    const now = performance.now();
    if (now - (this.released.get(integrationId) ?? -Infinity) < RELEASE_APART_MS) return;
    this.released.set(integrationId, now);
    const { OUTBOUND_RELEASE_SECONDS: seconds } = this.config.limits;
    await this.database.inTenant(context.tenantId, (tx) =>
      this.targets.releasePostponed(tx, integrationId, NOT_CALLED, seconds),
    );
  }

  private async openOperations(
    tenantId: string,
    targets: readonly ClaimedTarget[],
  ): Promise<ReadonlyMap<string, OpenOperation>> {
    const ids = targets.filter(({ inDoubt }) => inDoubt).map(({ id }) => id);
    if (ids.length === 0) return new Map<string, OpenOperation>();
    return this.database.inTenant(tenantId, (tx) => this.operations.open(tx, ids));
  }

  /** One question for all targets of a kind that are in doubt. */
  private async lookUp(
    turns: readonly Turn[],
    open: ReadonlyMap<string, OpenOperation>,
    { failed }: GroupOutcome,
  ): Promise<Lookups> {
    const asked = turns.filter((turn) => {
      const operation = open.get(turn.target.id);
      return operation !== undefined && this.doubts.needsLookup(turn, operation);
    });
    const [first] = asked;
    if (!first) return new Map();
    const operations = asked.flatMap(({ target }) => open.get(target.id) ?? []);
    try {
      const { account, spec, context } = first;
      return await this.disconnector.stopIfRefused(account.integration, () =>
        this.doubts.lookUp(account, spec.name, operations, context.signal),
      );
    } catch (error) {
      first.context.signal.throwIfAborted();
      for (const [n, { target }] of asked.entries()) {
        // One lookup has failed, and not as many requests as are in doubt: that uses up no attempt of theirs.
        const isAway = error instanceof ProviderUnavailableError;
        failed.set(target, isAway ? this.lookAgain(error) : n === 0 ? this.orLookAgain(error) : error);
      }
      return new Map();
    }
  }

  private async close(
    targets: readonly ClaimedTarget[],
    { status, reason }: ClosedAccount,
    { tenantId, finish }: WorkContext<ClaimedTarget>,
  ): Promise<GroupOutcome> {
    const ended = targets.map((item): Ended => ({ item, status, error: null }));
    await this.database.inTenant(tenantId, async (tx) => {
      await finish(tx, ended);
      for (const { id, changes } of targets) {
        await this.targets.recordReason(tx, id, reason);
        await this.targets.againIfChanged(tx, id, changes);
      }
    });
    return { ended, failed: new Map() };
  }
}

const NO_LONGER: ClosedAccount = {
  status: 'skipped',
  reason: { code: 'not_supported', message: 'This kind of object is no longer pushed to the provider' },
};

type PressureLimits = Pick<Limits, 'OUTBOUND_UNKNOWN_IN_A_ROW' | 'PROVIDER_BUDGET_PATIENCE_MS'>;

/** After a refusal that concerns the account, or several unknown outcomes in a row, the rest of a claim is handed back. */
class Pressure {
  reason: PressureReason | undefined;
  private unknown = 0;

  constructor(private readonly limits: PressureLimits) {}

  answered(): void {
    this.unknown = 0;
  }

  failed(error: unknown): void {
    if (error instanceof ProviderError && !error.usesAttempt && !isOwnDelay(error, this.limits)) this.reason = error;
    if (!(error instanceof SendLaterError) || error.code !== 'outcome_unknown') return;
    this.unknown += 1;
    if (this.unknown >= this.limits.OUTBOUND_UNKNOWN_IN_A_ROW) this.reason = error;
  }
}

type PressureReason = ProviderError | SendLaterError;

function secondsOf(reason: PressureReason): number {
  return reason instanceof ProviderError ? (reason.retryAfterSeconds ?? BUSY_SECONDS) : BUSY_SECONDS;
}

function busyAfter(reason: PressureReason): SendLaterError {
  return new SendLaterError('provider_busy', BUSY, { retryAfterSeconds: secondsOf(reason) * (1 + Math.random() / 5) });
}

function byTarget(turns: readonly Turn[]): Iterable<Turn[]> {
  const groups = new Map<string, Turn[]>();
  for (const turn of turns) groups.set(turn.spec.name, [...(groups.get(turn.spec.name) ?? []), turn]);
  return groups.values();
}
