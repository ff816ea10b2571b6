import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { actorOf, type Principal } from '../../auth/principal.js';
import { isFailure } from '../../common/failure.js';
import { NotFoundError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import type { PushPort, RuleDescription } from '../../providers/push.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { rulesWith, targetsOf, type RuleDecision } from '../rules/rule.catalogue.js';
import { acceptedOptions, withStart } from '../rules/rule.options.js';
import { RuleStore } from '../rules/rule.store.js';
import { AccountOpener, isClosed } from '../sending/account.opener.js';
import type { PushAccount } from '../sending/turn.js';
import { decideDraft, decideEarly } from './draft.decision.js';
import { KnownAsker } from './known.asker.js';
import { PreviewTally } from './preview.tally.js';
import { Rehearsal, type Draft } from './rehearsal.js';
import type { PreviewRuleDto, RulePreviewDto } from './rule-preview.dto.js';

/** The next items of an entity. $1 tenant, $2 entity, $3 platform id after which to start, $4 limit. */
const ITEMS_SQL = `
  SELECT platform_id AS "platformId" FROM outbound_items
  WHERE tenant_id = $1 AND entity = $2 AND platform_id > $3 ORDER BY platform_id LIMIT $4`;

interface Asked {
  integrationId: string;
  push: PushPort;
  description: RuleDescription;
  decision: RuleDecision;
  actor: string;
}

interface Step {
  platformIds: string[];
  drafts: Draft[];
}

/** Counts what a rule would post of everything that was pushed so far, before it is switched on. */
@Injectable()
export class RulePreviewer {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly providers: ProviderRegistry,
    private readonly rules: RuleStore,
    private readonly accounts: AccountOpener,
    private readonly asker: KnownAsker,
    private readonly rehearsal: Rehearsal,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /**
   * @throws NotFoundError for the integration or the rule
   * @throws ValidationError
   * @throws UnprocessableError `rule_not_available` for what this version does not offer
   */
  async preview(
    principal: Principal,
    integrationId: string,
    rule: string,
    dto: PreviewRuleDto,
  ): Promise<RulePreviewDto> {
    const { tenantId } = principal;
    const asked = await this.database.inTenant(tenantId, (tx) => this.ask(tx, principal, integrationId, rule, dto));
    const { OUTBOUND_PREVIEW_STEP: size, OUTBOUND_PREVIEW_ITEMS: most, OUTBOUND_PREVIEW_MS: ms } = this.config.limits;
    const account = await this.open(tenantId, integrationId);
    const until = performance.now() + ms;
    const tally = new PreviewTally();
    let items = 0;
    let after = '';
    let complete = false;
    while (!complete && items < most && performance.now() < until) {
      const { platformIds, drafts } = await this.rehearsal.run(tenantId, (tx) => this.step(tx, asked, after, size));
      for (const draft of drafts) {
        const tried = asReleased(draft);
        const decided = decideEarly(tried) ?? (await decideDraft(await this.withFacts(tried, account), undefined));
        tally.add(draft.target.target, decided);
        // A request can take milliseconds to build, and other callers wait.
        await nextTurn();
      }
      items += platformIds.length;
      after = platformIds.at(-1) ?? after;
      complete = platformIds.length < size;
    }
    return { rule, items, complete, ...tally.result() };
  }

  /** Some requests depend on preferences of the account. `null`: it cannot be asked for them. */
  private async open(tenantId: string, integrationId: string): Promise<PushAccount | null> {
    try {
      const account = await this.accounts.open(tenantId, integrationId);
      return isClosed(account) ? null : account;
    } catch (error) {
      if (!isFailure(error)) throw error;
      return null;
    }
  }

  private async withFacts(draft: Draft, account: PushAccount | null): Promise<Draft> {
    if (!account) return draft;
    try {
      return await this.asker.withFacts(draft, account, AbortSignal.timeout(this.config.limits.OUTBOUND_DRY_RUN_MS));
    } catch (error) {
      if (!isFailure(error)) throw error;
      return draft;
    }
  }

  private async ask(
    tx: TenantTransaction,
    principal: Principal,
    integrationId: string,
    rule: string,
    { options }: PreviewRuleDto,
  ): Promise<Asked> {
    const { provider } = await this.integrations.get(tx, integrationId);
    const push = this.providers.get(provider).push;
    const description = push?.rules.find(({ name }) => name === rule);
    if (!push || !description) throw new NotFoundError(`The rule ${rule}`, 'rule_not_found');
    const decided = (await this.rules.read(tx, [integrationId])).get(integrationId) ?? [];
    const chosen = decided.find((decision) => decision.rule === rule)?.options ?? {};
    const given = options ? acceptedOptions(description, options) : chosen;
    const former = rulesWith(push, decided).get(rule);
    const decision = { rule, enabled: true, options: withStart(description, given, former, new Date()) };
    return { integrationId, push, description, decision, actor: actorOf(principal) };
  }

  /** What the rule would do if it were switched on now, for some items. */
  private async step(
    tx: TenantTransaction,
    { integrationId, push, description, decision, actor }: Asked,
    after: string,
    size: number,
  ): Promise<Step> {
    const { entity } = description;
    const rows = await tx.rows<{ platformId: string }>(ITEMS_SQL, [tx.tenantId, entity, after, size]);
    const platformIds = rows.map(({ platformId }) => platformId);
    if (platformIds.length === 0) return { platformIds, drafts: [] };
    await this.rules.decide(tx, integrationId, decision, actor);
    const only = targetsOf(push, description.name);
    const batch = { id: uuidv7(), entity, platformIds, integrationIds: [integrationId] };
    const drafts = await this.rehearsal.drafts(tx, batch, { only, most: Number.MAX_SAFE_INTEGER - 1 });
    return { platformIds, drafts };
  }
}

/** A changed rule releases what it has held. Only what waits for another target or item still waits. */
function asReleased(draft: Draft): Draft {
  const { target } = draft;
  if (target.status !== 'waiting' || target.reason?.code === 'dependency') return draft;
  return { ...draft, target: { ...target, status: 'pending' } };
}
