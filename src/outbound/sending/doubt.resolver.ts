import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { Metrics } from '../../observability/metrics.js';
import type { Found } from '../../providers/push.port.js';
import type { OpenOperation } from '../targets/operation.js';
import { OperationStore } from '../targets/operation.store.js';
import { TargetStore } from '../targets/target.store.js';
import { Adopter } from './adopter.js';
import { amountDiffers, areSame } from './amounts.js';
import { aged, doubtTimes, judgeDoubt, type Doubt } from './doubt.js';
import { Exchanger } from './exchanger.js';
import { OutcomeWriter } from './outcome.writer.js';
import { SendLaterError } from './send-later.error.js';
import { buildAgain, ended, type PushAccount, type Step, type Turn } from './turn.js';

/** What the provider said of objects that may have been made, by reference. */
export type Lookups = ReadonlyMap<string, Found>;

const ABSENT = { code: 'absent', message: 'The provider does not have it: the request was not applied' };
const NOT_REPEATED = 'Whether it was applied is not known yet, and it is too late to repeat it';
const REBUILT = {
  code: 'rebuilt',
  message: 'Whether the update was applied is not known; it is built again from a read',
};

/** Finds out what became of requests that may have been applied. */
@Injectable()
export class DoubtResolver {
  constructor(
    private readonly database: Database,
    private readonly operations: OperationStore,
    private readonly targets: TargetStore,
    private readonly exchanger: Exchanger,
    private readonly writer: OutcomeWriter,
    private readonly adopter: Adopter,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /** Whether the provider has to be asked for the object. */
  needsLookup({ spec }: Pick<Turn, 'spec'>, operation: OpenOperation): boolean {
    return judgeDoubt(operation, doubtTimes(spec, this.config.limits)).kind === 'look';
  }

  /** Asks for several objects of one kind. */
  async lookUp(
    { push, connection, integration }: PushAccount,
    target: string,
    operations: readonly OpenOperation[],
    signal: AbortSignal,
  ): Promise<Lookups> {
    const lookups = operations.map(({ reference, request, firstSentAt }) => ({ reference, request, firstSentAt }));
    const found = await push.find(connection, target, lookups, { signal });
    const { provider } = integration;
    for (const { kind } of found.values()) this.metrics.outboundLookups.inc({ provider, result: kind });
    return found;
  }

  /**
   * @param lookups what was found for the operation, if it needs a lookup
   * @throws SendLaterError when it is too early to say
   */
  async resolve(turn: Turn, operation: OpenOperation, lookups: Lookups): Promise<Step> {
    const doubt = this.judge(turn, operation, performance.now());
    switch (doubt.kind) {
      case 'repeat':
        return turn.gate.pass(turn.context.signal, (left) => this.repeat(turn, operation, left));
      case 'wait':
        throw new SendLaterError('outcome_unknown', 'Whether it was applied is not known yet', {
          retryAfterSeconds: doubt.seconds,
        });
      case 'rebuild':
        await this.writer.close(turn, { operation, status: 'superseded', error: REBUILT });
        return buildAgain({ reads: true });
      case 'look':
        return this.found(turn, operation, lookups.get(operation.reference));
    }
  }

  private judge({ spec }: Turn, operation: OpenOperation, now: number): Doubt {
    return judgeDoubt(aged(operation, now), doubtTimes(spec, this.config.limits));
  }

  private async repeat(turn: Turn, operation: OpenOperation, left: () => void): Promise<Step> {
    const { target, context } = turn;
    const began = performance.now();
    // It has waited at the gate meanwhile, and its key may not be trusted any longer.
    if (this.judge(turn, operation, began).kind !== 'repeat') {
      throw new SendLaterError('outcome_unknown', NOT_REPEATED, { retryAfterSeconds: 1 });
    }
    await this.database.inTenant(context.tenantId, async (tx) => {
      await this.targets.hold(tx, target);
      await this.operations.resend(tx, operation);
    });
    return this.exchanger.exchange(turn, operation, { sends: operation.sends + 1, began, left });
  }

  private async found(turn: Turn, operation: OpenOperation, found: Found | undefined): Promise<Step> {
    if (!found) {
      const { limits } = this.config;
      throw new SendLaterError('outcome_unknown', 'The provider was not asked for it yet', {
        retryAfterSeconds: limits.OUTBOUND_REPLAY_SECONDS,
      });
    }
    if (found.kind === 'ambiguous') return ended(await this.adopter.ambiguous(turn, found.externalIds));
    if (found.kind === 'absent') {
      await this.writer.close(turn, { operation, status: 'superseded', error: ABSENT });
      return buildAgain({ reads: false });
    }
    const { known } = found;
    const object = { ...known, link: turn.target.link ?? 'created', record: null } as const;
    const over = { operation, status: 'done', response: { externalId: known.externalId, found: true } } as const;
    const { expects } = operation.request;
    if (expects && known.amounts && !areSame(expects, known.amounts)) {
      const reason = amountDiffers(expects, known.amounts);
      return ended(await this.writer.finish(turn, { status: 'dead', reason, object, operation: over }));
    }
    // An object of an earlier generation, or of another hub, may say something else than the request: it is read and compared.
    const { inSteps, isUnguarded } = turn.spec;
    if (operation.generation > 0 || inSteps || isUnguarded) return this.adopter.linkStep(turn, object, over);
    const { version, contentHash: hash } = operation;
    return ended(await this.writer.apply(turn, { version, hash, object, operation: over }));
  }
}
