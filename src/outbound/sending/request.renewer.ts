import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import type { KnownObject } from '../../providers/push.port.js';
import { rulesWith } from '../rules/rule.catalogue.js';
import { RuleStore } from '../rules/rule.store.js';
import type { NewOperation } from '../targets/operation.js';
import { IntentReader, type ReadIntent } from './intent.reader.js';
import { decideRequest, type RequestDecision } from './request.decision.js';
import type { Turn } from './turn.js';

/** A request that is about to be stored, and what it was built from. */
export interface BuiltOperation {
  read: ReadIntent;
  known: KnownObject | null;
  decision: RequestDecision & { kind: 'request' };
}

/**
 * Builds the request of a person once more in the transaction that stores it, where something has changed since it was built: the
 * person may have left. A target that changes faster than its request is built would never be sent if it were handed back instead.
 */
@Injectable()
export class RequestRenewer {
  constructor(
    private readonly intents: IntentReader,
    private readonly integrations: IntegrationStore,
    private readonly rules: RuleStore,
  ) {}

  /**
   * @param changes of the target by now
   * @returns what is to be sent. `null`: something else is to be done with the person, or the account is set up in another way
   */
  async current(
    tx: TenantTransaction,
    turn: Turn,
    built: BuiltOperation,
    changes: number,
  ): Promise<NewOperation | null> {
    const { spec, target } = turn;
    if (!spec.followsItems) return built.decision.operation;
    const isCurrent = changes === target.changes && (await this.intents.isCurrent(tx, target.id, built.read));
    return isCurrent ? built.decision.operation : this.renew(tx, turn, built, changes);
  }

  private async renew(
    tx: TenantTransaction,
    turn: Turn,
    { read, known, decision }: BuiltOperation,
    changes: number,
  ): Promise<NewOperation | null> {
    const { account, spec } = turn;
    // Of an address that its contacts have left, another one was read as well.
    if (read.intent.items.length === 0 || !(await this.isSameAccount(tx, turn))) return null;
    const target = { ...turn.target, changes };
    const now = await this.intents.readIn(tx, { ...turn, target });
    if (now.intent.items.length === 0 || now.missing || now.isTooEarly) return null;
    const intent = { ...now.intent, facts: read.intent.facts };
    const renewed = await decideRequest({ target, spec, push: account.push }, { ...now, intent }, known);
    return renewed.kind === 'request' && doSame(renewed, decision) ? renewed.operation : null;
  }

  private async isSameAccount(tx: TenantTransaction, { account }: Turn): Promise<boolean> {
    const { id, venueId, settings, status } = account.integration;
    const now = await this.integrations.find(tx, id);
    const decisions = (await this.rules.read(tx, [id])).get(id) ?? [];
    return (
      isDeepStrictEqual([now?.venueId, now?.settings, now?.status], [venueId, settings, status]) &&
      isDeepStrictEqual(rulesWith(account.push, decisions), account.rules)
    );
  }
}

/** Whether the same is done with the same member for the same reason: only its fields may differ. */
function doSame(one: BuiltOperation['decision'], other: BuiltOperation['decision']): boolean {
  const [{ method, path }, { request }] = [one.operation.request, other.operation];
  return method === request.method && path === request.path && isDeepStrictEqual(one.consent, other.consent);
}
