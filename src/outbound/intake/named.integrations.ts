import { Injectable } from '@nestjs/common';
import { NotFoundError, UnprocessableError } from '../../common/http.errors.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { IntegrationStatus } from '../../integrations/connections/integration.row.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import type { Entity } from '../items/entity.js';
import { rulesWith, type RuleDecision } from '../rules/rule.catalogue.js';
import { missingOptions } from '../rules/rule.options.js';
import { RuleStore } from '../rules/rule.store.js';

const NAMED_SQL = `SELECT id, provider, status, settings FROM integrations WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`;

interface Named {
  id: string;
  provider: string;
  status: IntegrationStatus;
  settings: Record<string, unknown>;
}

/**
 * The integrations that a caller names. A call that names one which cannot take the items yet is refused, and says why. Without
 * names the items wait instead.
 */
@Injectable()
export class NamedIntegrations {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly rules: RuleStore,
  ) {}

  /**
   * @throws NotFoundError for one that does not exist in the tenant
   * @throws UnprocessableError `outbound_not_configured`
   */
  async check(tx: TenantTransaction, entity: Entity, ids: readonly string[]): Promise<void> {
    const rows = await tx.rows<Named>(NAMED_SQL, [tx.tenantId, ids]);
    const found = new Map(rows.map((row) => [row.id, row]));
    // A UUID may be written in upper case.
    const names = ids.map((id) => id.toLowerCase());
    const unknown = names.find((id) => !found.has(id));
    if (unknown) throw new NotFoundError(`The integration ${unknown}`, 'integration_not_found');
    const decisions = await this.rules.read(tx, names);
    const errors = names.flatMap((id, index) => {
      const named = found.get(id);
      const problem = named && this.problemOf(named, entity, decisions.get(id) ?? []);
      return problem ? [{ field: `integrationIds.${index}`, message: problem }] : [];
    });
    const [first] = errors;
    if (!first) return;
    const detail = `An integration cannot take ${entity} yet: it ${first.message}`;
    throw new UnprocessableError(detail, 'outbound_not_configured', errors);
  }

  private problemOf(
    { provider, status, settings }: Named,
    entity: Entity,
    decisions: readonly RuleDecision[],
  ): string | undefined {
    if (status === 'disconnected' || status === 'needs_reauth') return 'must be connected again';
    const push = this.providers.find(provider)?.push;
    if (!push) return undefined;
    const rules = rulesWith(push, decisions);
    const applied = push.rules.flatMap((description) => {
      const rule = rules.get(description.name);
      if (description.entity !== entity || !rule?.enabled) return [];
      return [{ description, missing: missingOptions(description, rule, settings) }];
    });
    const most = applied.filter(({ description }) => !description.concernsFew);
    const lacking = (most.length > 0 ? most : applied).find(({ missing }) => missing.length > 0);
    return lacking && `lacks the option ${lacking.missing.join(', ')} of the rule ${lacking.description.name}`;
  }
}
