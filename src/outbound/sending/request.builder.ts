import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Metrics } from '../../observability/metrics.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { KnownObject, PushedItem, PushIntent } from '../../providers/push.port.js';
import { ConsentNews } from '../consent/consent.news.js';
import { PostedPaymentStore } from '../planning/posted.payment.store.js';
import { PauseStore } from '../rules/pause.store.js';
import { notThere, OBJECT_GONE, PAUSED, RULE_OFF, TOO_EARLY } from '../targets/held.reasons.js';
import { OperationStore } from '../targets/operation.store.js';
import { targetId } from '../targets/target.names.js';
import { TargetStore, type Reason } from '../targets/target.store.js';
import { Adopter, isEnded } from './adopter.js';
import { Exchanger } from './exchanger.js';
import { IntentReader, type Missing, type ReadIntent } from './intent.reader.js';
import { OutcomeWriter, type OtherOutcome } from './outcome.writer.js';
import { decideRequest, isLookedFor, linkedObject, whyNotWanted, type HeldRequest } from './request.decision.js';
import { RequestRenewer, type BuiltOperation } from './request.renewer.js';
import { SendLaterError } from './send-later.error.js';
import { buildAgain, ended, type Ended, type Step, type Turn } from './turn.js';

/** A target that goes on without what it needs after a time looks for it so often at least. */
const LOOK_AGAIN_SECONDS = 3_600;
/** An earlier target of its items takes one request. */
const TOO_EARLY_SECONDS = 2;
const CHANGED = 'Something else is wanted than when the request was built';

/** Builds the request of a target from what is wanted now, stores it, and has it sent. */
@Injectable()
export class RequestBuilder {
  constructor(
    private readonly database: Database,
    private readonly intents: IntentReader,
    private readonly adopter: Adopter,
    private readonly operations: OperationStore,
    private readonly targets: TargetStore,
    private readonly pauses: PauseStore,
    private readonly exchanger: Exchanger,
    private readonly writer: OutcomeWriter,
    private readonly metrics: Metrics,
    private readonly posted: PostedPaymentStore,
    private readonly consents: ConsentNews,
    private readonly renewer: RequestRenewer,
  ) {}

  /** @param reads whether the present state at the provider is read first, whatever the port says */
  async build(turn: Turn, reads: boolean): Promise<Step> {
    const { account, spec, target } = turn;
    if (!account.rules.get(spec.rule)?.enabled) return this.end(turn, 'skipped', RULE_OFF);
    const read = await this.intents.read(turn);
    const reason = whyNotWanted(target, spec, read);
    if (reason) return this.end(turn, 'skipped', reason);
    if (read.missing) return this.wait(turn, read.missing);
    if (account.isPaused) return this.end(turn, 'waiting', PAUSED);
    if (read.isTooEarly) throw tooEarly();
    const intent = await this.withFacts(turn, read.intent);
    const known = await this.known(turn, { ...read, intent }, reads);
    if (isEnded(known)) return ended(known);
    return this.decide(turn, { ...read, intent }, known);
  }

  private async withFacts({ account, context }: Turn, intent: PushIntent): Promise<PushIntent> {
    const { push, connection } = account;
    if (!push.facts) return intent;
    const facts = await push.facts(connection, intent, { signal: context.signal });
    context.signal.throwIfAborted();
    return { ...intent, facts };
  }

  private async known(turn: Turn, read: ReadIntent, reads: boolean): Promise<KnownObject | Ended | null> {
    const { target, spec, account, context } = turn;
    const { intent } = read;
    if (isLookedFor(target, spec, read)) {
      const adopted = await this.adopter.beforeFirst(turn, intent);
      if (adopted) return adopted;
    }
    const { externalId, link } = target;
    const isDue = spec.readsFirst || (externalId !== null && (reads || target.applied === null));
    if (!isDue) return linkedObject(target);
    const known = await account.push.read(account.connection, intent, externalId, { signal: context.signal });
    context.signal.throwIfAborted();
    if (known) {
      // They may have left before they were ever pushed. What they do after that is told by webhooks and records.
      if (known.left && target.operation === 0) {
        const { tenantId } = context;
        await this.consents.left({ tenantId, integrationId: target.integrationId }, known.left);
      }
      return { ...known, origin: link ?? known.origin };
    }
    if (externalId === null) return null;
    if (spec.isMoney) return this.writer.finish(turn, { status: 'waiting', reason: OBJECT_GONE });
    await this.writer.unlink(turn);
    return null;
  }

  private async decide(turn: Turn, read: ReadIntent, known: KnownObject | null): Promise<Step> {
    const { target, spec, account } = turn;
    const { version } = read;
    const decision = await decideRequest({ target, spec, push: account.push }, read, known);
    if (decision.consent) this.metrics.consentDecisions.inc({ ...decision.consent });
    switch (decision.kind) {
      case 'nothing': {
        const object = known ? { ...known, link: known.origin, record: null } : undefined;
        return ended(await this.writer.apply(turn, { version, hash: null, object }));
      }
      case 'unchanged':
        return ended(await this.writer.apply(turn, { version, hash: null }));
      case 'held':
        return this.hold(turn, decision.built, known);
      case 'request':
        return this.send(turn, { read, known, decision });
    }
  }

  /** The key and the bytes are on disk before the first byte leaves. A pause counts also in the middle of a claim. */
  private send(turn: Turn, built: BuiltOperation): Promise<Step> {
    const { gate, context } = turn;
    return gate.pass(context.signal, (left) => this.storeAndSend(turn, built, left));
  }

  private async storeAndSend(turn: Turn, built: BuiltOperation, left: () => void): Promise<Step> {
    const { target, context } = turn;
    const began = performance.now();
    const result = await this.database.inTenant(context.tenantId, async (tx) => {
      const { changes } = await this.targets.hold(tx, target);
      if (await this.pauses.isStopped(tx, target.integrationId)) return 'paused';
      const operation = await this.renewer.current(tx, turn, built, changes);
      if (!operation) return 'changed';
      if (await this.mayBeElsewhere(tx, turn, built.read.intent.items)) return 'too_early';
      await this.operations.begin(tx, operation);
      return operation;
    });
    if (result === 'paused') return this.end(turn, 'waiting', PAUSED);
    if (result === 'too_early') throw tooEarly();
    if (result === 'changed') throw new SendLaterError('changed', CHANGED, { retryAfterSeconds: 0 });
    Object.assign(target, { operation: result.operation, inDoubt: true });
    return this.exchanger.exchange(turn, result, { sends: 1, began, left });
  }

  /** An event may get another venue while this is built, and a worker may post its payments in the books of that one. */
  private async mayBeElsewhere(tx: TenantTransaction, { spec, target, account }: Turn, items: readonly PushedItem[]) {
    const { integration } = account;
    if (!spec.isMoney || integration.venueId === null || target.externalId !== null) return false;
    const posted = await this.posted.findLocked(tx, items);
    return items.some((item) => posted.routeOf(integration, item) === false || posted.isInDoubt(integration, item));
  }

  /** Nothing is sent. What is there is linked all the same, so that it is known when the item goes elsewhere. */
  private async hold(turn: Turn, built: HeldRequest, known: KnownObject | null) {
    const { target, account, context } = turn;
    const reason = { code: built.code, message: built.message };
    if (built.kind !== 'dead' && built.until) {
      const id = targetId(context.tenantId, account.integration.id, built.until);
      const end = await this.writer.waitFor(turn, id, reason, { status: built.kind });
      return end ? ended(end) : buildAgain({ reads: true });
    }
    const object = target.externalId === null && known ? { ...known, link: known.origin, record: null } : undefined;
    return ended(await this.writer.finish(turn, { status: built.kind, reason, object }));
  }

  private async wait(turn: Turn, missing: Missing): Promise<Step> {
    const { id, message, withinSeconds } = missing;
    const reason = notThere(message);
    const left = withinSeconds === undefined ? undefined : Math.max(1, withinSeconds - turn.target.waitedSeconds);
    const seconds = left && Math.min(left, LOOK_AGAIN_SECONDS);
    const isThere = (tx: TenantTransaction) => this.intents.isThere(tx, missing);
    const end = await this.writer.waitFor(turn, id, reason, { seconds, isThere });
    return end ? ended(end) : buildAgain({ reads: false });
  }

  private async end(turn: Turn, status: OtherOutcome['status'], reason: Reason): Promise<Step> {
    return ended(await this.writer.finish(turn, { status, reason }));
  }
}

/** It is built again then. */
const tooEarly = (): SendLaterError =>
  new SendLaterError('dependency', TOO_EARLY.message, { retryAfterSeconds: TOO_EARLY_SECONDS });
