import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit.log.js';
import { actorOf, type Principal } from '../../auth/principal.js';
import { NotFoundError } from '../../common/http.errors.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { ConnectionLoader } from '../../integrations/connections/connection.loader.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { askProvider } from '../../integrations/connections/provider-call.js';
import type { PushPort, RuleDescription } from '../../providers/push.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { isForAllVenues } from '../../providers/kit/push/all-venues.option.js';
import { FollowingBatches } from '../items/following.batches.js';
import { TargetStore } from '../targets/target.store.js';
import { PauseStore } from './pause.store.js';
import { rulesWith, targetsOf, type RuleDecision } from './rule.catalogue.js';
import type { ChoiceListDto, DecideRuleDto, RuleDto, RuleListDto } from './rule.dto.js';
import { acceptedOptions, missingOptions, withoutStart, withStart } from './rule.options.js';
import { RuleStore } from './rule.store.js';

/** What a tenant decides for each kind of object that is pushed to an integration. */
@Injectable()
export class RulesService {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly loader: ConnectionLoader,
    private readonly providers: ProviderRegistry,
    private readonly rules: RuleStore,
    private readonly pauses: PauseStore,
    private readonly targets: TargetStore,
    private readonly following: FollowingBatches,
    private readonly audit: AuditLog,
  ) {}

  /** @throws NotFoundError also for another tenant's integration */
  list(tenantId: string, integrationId: string): Promise<RuleListDto> {
    return this.database.inTenant(tenantId, async (tx) => {
      const { push, settings } = await this.open(tx, integrationId);
      const decisions = (await this.rules.read(tx, [integrationId])).get(integrationId) ?? [];
      const outbound = (await this.pauses.isPaused(tx, integrationId)) ? 'paused' : 'on';
      return { outbound, data: push ? push.rules.map((rule) => toDto(push, rule, decisions, settings)) : [] };
    });
  }

  async get(tenantId: string, integrationId: string, name: string): Promise<RuleDto> {
    const { data } = await this.list(tenantId, integrationId);
    return data.find(({ rule }) => rule === name) ?? notFound(`The rule ${name}`, 'rule_not_found');
  }

  /**
   * Decides a rule. What it has held or left out is sent now.
   * @throws ValidationError
   * @throws UnprocessableError `rule_not_available` for what this version does not offer
   */
  async decide(principal: Principal, integrationId: string, name: string, dto: DecideRuleDto): Promise<RuleDto> {
    const { tenantId } = principal;
    const actor = actorOf(principal);
    return this.database.inTenant(tenantId, async (tx) => {
      const { push, settings } = await this.open(tx, integrationId);
      const description = push?.rules.find((rule) => rule.name === name);
      if (!push || !description) return notFound(`The rule ${name}`, 'rule_not_found');
      const decided = (await this.rules.read(tx, [integrationId])).get(integrationId) ?? [];
      const chosen = decided.find(({ rule }) => rule === name)?.options ?? {};
      const former = rulesWith(push, decided);
      const isEnded = former.get(name)?.enabled === true && !dto.enabled;
      const kept = isEnded ? withoutStart(description, chosen) : { ...chosen };
      const given = dto.options ? acceptedOptions(description, dto.options) : kept;
      const options = dto.enabled ? withStart(description, given, former.get(name), new Date()) : given;
      const decision = { rule: name, enabled: dto.enabled, options };
      await this.rules.decide(tx, integrationId, decision, actor);
      const detail = { enabled: dto.enabled, options };
      await this.audit.append(tx, {
        actor,
        action: 'outbound_rule.decided',
        target: `${integrationId}/${name}`,
        detail,
      });
      await this.targets.releaseOfRule(tx, integrationId, targetsOf(push, name));
      const now = rulesWith(push, [...decided.filter(({ rule }) => rule !== name), decision]);
      const isSameScope = isForAllVenues(former, settings) === isForAllVenues(now, settings);
      if (!isSameScope) await this.following.begin(tx, integrationId);
      return toDto(push, description, [decision], settings);
    });
  }

  /**
   * What a person can choose for an option, as the account has it now.
   * @param named the rule; absent: the first that has the option
   * @throws ProviderError
   */
  async choices(tenantId: string, integrationId: string, option: string, named?: string): Promise<ChoiceListDto> {
    const { connection, provider } = await this.loader.open(tenantId, integrationId);
    const { push } = provider;
    const rule = push?.rules.find(
      ({ name, options }) => (named === undefined || name === named) && options.some((known) => known.name === option),
    );
    if (!push || !rule) return notFound(`The option ${option}`, 'rule_option_not_found');
    const choices = await askProvider((signal) => push.choices(connection, rule.name, option, { signal }));
    return { data: choices.map(({ id, name, unavailable = null }) => ({ id, name, unavailable })) };
  }

  private async open(tx: TenantTransaction, integrationId: string) {
    const { provider, settings } = await this.integrations.get(tx, integrationId);
    return { push: this.providers.get(provider).push, settings };
  }
}

function toDto(
  push: PushPort,
  description: RuleDescription,
  decisions: readonly RuleDecision[],
  settings: Readonly<Record<string, unknown>>,
): RuleDto {
  const { name, entity } = description;
  const rule = rulesWith(push, decisions).get(name);
  if (!rule) throw new Error(`${name} is not a rule of its port`);
  return {
    rule: name,
    entity,
    description: description.description,
    enabled: rule.enabled,
    options: { ...rule.options },
    missing: missingOptions(description, rule, settings),
    available: description.options.map((option) => ({
      name: option.name,
      kind: option.kind,
      values: option.values ? [...option.values] : null,
      keys: option.keys ?? null,
      required: option.required,
      description: option.description,
    })),
  };
}

function notFound(what: string, code: 'rule_not_found' | 'rule_option_not_found'): never {
  throw new NotFoundError(what, code);
}
