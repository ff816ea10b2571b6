import { Inject, Injectable } from '@nestjs/common';
import { sleep } from '../../common/sleep.js';
import { mayBegin, timedSignal } from '../../common/timed-signal.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { Disconnector } from '../../integrations/connections/disconnector.js';
import type { PushOutcome } from '../../providers/push.port.js';
import {
  ProviderCredentialsError,
  ProviderError,
  ProviderNotAskedError,
  ProviderPermissionError,
  ProviderUnavailableError,
} from '../../providers/provider.errors.js';
import { PauseStore } from '../rules/pause.store.js';
import { toStoredError } from '../../work/failure.verdict.js';
import type { NewOperation, OpenOperation } from '../targets/operation.js';
import { OperationStore } from '../targets/operation.store.js';
import { TargetStore } from '../targets/target.store.js';
import { Adopter } from './adopter.js';
import { amountDiffers, areSame } from './amounts.js';
import { aged, doubtPause, doubtTimes } from './doubt.js';
import { OutcomeWriter } from './outcome.writer.js';
import { isOwnDelay } from './own.delay.js';
import { SendLaterError } from './send-later.error.js';
import { buildAgain, ended, type Step, type Turn } from './turn.js';

/** One sending of an operation. */
export interface Sending {
  /** How often it was sent, this time included. */
  sends: number;
  /**
   * `performance.now()` before its time of sending was stored. The time for an answer counts from here, and a request that
   * has not left in the first half of it does not leave any more: others go by the stored time, when they decide whether it
   * can still arrive.
   */
  began: number;
  /** Called when it leaves. */
  left(): void;
}

/** How often a request waits until it can be sent. After that it gives its place to another. */
const MOST_WAITS = 3;
const USUAL_WAIT_SECONDS = 1;

/** The provider has certainly not taken the request. */
interface NotTaken {
  kind: 'not_taken';
  reason: ProviderError;
}

const notTaken = (reason: ProviderError): NotTaken => ({ kind: 'not_taken', reason });

/** Sends the stored bytes of an operation once, and stores what became of it. */
@Injectable()
export class Exchanger {
  constructor(
    private readonly database: Database,
    private readonly operations: OperationStore,
    private readonly targets: TargetStore,
    private readonly writer: OutcomeWriter,
    private readonly adopter: Adopter,
    private readonly disconnector: Disconnector,
    private readonly pauses: PauseStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /**
   * @throws SendLaterError when its outcome is not known
   * @throws ProviderError when the provider does not take requests now
   */
  async exchange(turn: Turn, operation: NewOperation | OpenOperation, sending: Sending): Promise<Step> {
    let current = sending;
    for (let waits = 0; ; waits++) {
      const outcome = await this.send(turn, operation, current);
      if (outcome.kind !== 'not_taken') return this.settle(turn, operation, outcome, current.sends);
      const next = waits < MOST_WAITS ? await this.later(turn, operation, current, outcome.reason) : null;
      if (!next) return this.notTaken(turn, operation, outcome.reason);
      current = next;
    }
  }

  /**
   * Waits until a request can be sent that was not, with the same key: what another hub has made meanwhile has the same, and is
   * found by it. In doubt it is all the while.
   * @returns `null`: it is not to be sent as it is
   */
  private async later(
    turn: Turn,
    operation: NewOperation | OpenOperation,
    { sends, left }: Sending,
    reason: ProviderError,
  ): Promise<Sending | null> {
    const { target, context } = turn;
    if (sends > 1 || !isOwnDelay(reason, this.config.limits)) return null;
    await sleep((reason.retryAfterSeconds ?? USUAL_WAIT_SECONDS) * 1_000, context.signal);
    const began = performance.now();
    const isWanted = await this.database.inTenant(context.tenantId, async (tx) => {
      await this.targets.hold(tx, target);
      if (await this.pauses.isStopped(tx, target.integrationId)) return false;
      return this.operations.beginAgain(tx, operation);
    });
    return isWanted ? { sends, began, left } : null;
  }

  private async send(
    turn: Turn,
    { request, key }: NewOperation,
    { began, left }: Sending,
  ): Promise<PushOutcome | NotTaken> {
    const { account, spec, context } = turn;
    const signal = timedSignal(context.signal, began, this.config.limits.OUTBOUND_WRITE_TIMEOUT_SECONDS, left);
    context.signal.throwIfAborted();
    if (!mayBegin(signal)) return notTaken(new ProviderNotAskedError());
    try {
      return await this.disconnector.stopIfRefused(account.integration, () =>
        unlessAborted(account.push.send(account.connection, spec.name, request, key, { signal }), signal),
      );
    } catch (error) {
      context.signal.throwIfAborted();
      if (isNotTaken(error)) return notTaken(error);
      return { kind: 'unknown', error: asProviderError(error) };
    }
  }

  private async settle(
    turn: Turn,
    operation: NewOperation | OpenOperation,
    outcome: PushOutcome,
    sends: number,
  ): Promise<Step> {
    if (sends > 1 && operation.request.kind === 'create' && isRefusal(outcome)) {
      // An account that is blocked refuses what it would otherwise recognise, and has taken it before.
      return this.unknown(turn, operation, { kind: 'unknown', error: refusalOf(outcome), isStored: true }, sends);
    }
    switch (outcome.kind) {
      case 'done':
        return this.done(turn, operation, outcome, sends);
      case 'exists':
        return this.adopter.takeExisting(turn, operation, outcome.externalId ?? null);
      case 'stale':
        await this.writer.close(turn, { operation, status: 'failed', error: STALE });
        return buildAgain({ reads: true });
      case 'unknown':
        return this.unknown(turn, operation, outcome, sends);
      case 'waiting':
      case 'skipped': {
        const reason = { code: outcome.code, message: outcome.message };
        const over = { operation, status: 'failed', error: reason } as const;
        return ended(await this.writer.finish(turn, { status: outcome.kind, reason, operation: over }));
      }
      case 'refused': {
        const error = toStoredError(outcome.error);
        const over = { operation, status: 'failed', error } as const;
        if (outcome.error.retryable) {
          await this.writer.close(turn, over);
          throw outcome.error;
        }
        const reason = { code: 'refused', message: error.message };
        return ended(await this.writer.finish(turn, { status: 'dead', reason, operation: over }));
      }
    }
  }

  private async done(
    turn: Turn,
    operation: NewOperation | OpenOperation,
    { externalId, externalVersion, record, amounts, isEarlier = false }: PushOutcome & { kind: 'done' },
    sends: number,
  ): Promise<Step> {
    const over = { operation, status: 'done', response: { externalId, externalVersion, amounts } } as const;
    const object = { externalId, externalVersion, record, link: turn.target.link ?? 'created' } as const;
    const { expects } = operation.request;
    if (expects && amounts && !areSame(expects, amounts)) {
      const reason = amountDiffers(expects, amounts);
      return ended(await this.writer.finish(turn, { status: 'dead', reason, object, operation: over }));
    }
    // A key that is new to this hub and not to the provider: another hub has made it, and it may be gone again by now.
    const isOfOther = isEarlier && sends === 1;
    if (turn.spec.inSteps || isOfOther) return this.adopter.linkStep(turn, object, over);
    const { version, contentHash: hash } = operation;
    const { writeTimeoutSeconds, settleSeconds } = doubtTimes(turn.spec, this.config.limits);
    const quietSeconds = sends > 1 ? writeTimeoutSeconds + settleSeconds : 0;
    return ended(await this.writer.apply(turn, { version, hash, quietSeconds, object, operation: over }));
  }

  private async unknown(
    turn: Turn,
    operation: NewOperation | OpenOperation,
    { error, isStored = false }: PushOutcome & { kind: 'unknown' },
    sends: number,
  ): Promise<never> {
    const { target, context, spec } = turn;
    const stored = toStoredError(error);
    await this.database.inTenant(context.tenantId, async (tx) => {
      await this.targets.hold(tx, target);
      await this.operations.leaveUnknown(tx, operation, stored, !isStored);
    });
    target.inDoubt = true;
    const { limits } = this.config;
    const { sinceFirstSeconds } = 'readAt' in operation ? aged(operation, performance.now()) : { sinceFirstSeconds: 0 };
    const state = { ...operation, sends, isRepeatable: !isStored, sinceFirstSeconds, sinceLastSeconds: 0 };
    const retryAfterSeconds = doubtPause(state, doubtTimes(spec, limits), limits);
    throw new SendLaterError('outcome_unknown', `Whether it was applied is not known yet: ${stored.message}`, {
      retryAfterSeconds,
    });
  }

  /** Unless an earlier try may have been taken, the operation is over: the next one has what is wanted by then. */
  private async notTaken(turn: Turn, operation: NewOperation | OpenOperation, error: ProviderError): Promise<Step> {
    const { target, context } = turn;
    target.inDoubt = await this.database.inTenant(context.tenantId, async (tx) => {
      await this.targets.hold(tx, target);
      const inDoubt = await this.operations.unsend(tx, operation, toStoredError(error));
      await this.targets.recordDoubt(tx, target.id, inDoubt);
      return inDoubt;
    });
    if (error instanceof ProviderCredentialsError || error instanceof ProviderPermissionError) {
      const code = error instanceof ProviderCredentialsError ? 'auth' : 'permission';
      const reason = { code, message: error.message };
      return ended(await this.writer.finish(turn, { status: 'waiting', reason }));
    }
    throw error;
  }
}

type Refusal = Extract<PushOutcome, { kind: 'refused' | 'waiting' | 'skipped' }>;

function isRefusal(outcome: PushOutcome): outcome is Refusal {
  return outcome.kind === 'refused' || outcome.kind === 'waiting' || outcome.kind === 'skipped';
}

const refusalOf = (refusal: Refusal): ProviderError =>
  refusal.kind === 'refused' ? refusal.error : new ProviderUnavailableError(refusal.message);

const STALE = { code: 'stale', message: 'The object was changed at the provider meanwhile' };

/** A port that does not listen to the signal must not keep the slot. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function isNotTaken(error: unknown): error is ProviderError {
  if (!(error instanceof ProviderError)) return false;
  return !error.usesAttempt || error instanceof ProviderCredentialsError || error instanceof ProviderPermissionError;
}

function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  return new ProviderUnavailableError('No answer that says what became of the request', { cause: error });
}
