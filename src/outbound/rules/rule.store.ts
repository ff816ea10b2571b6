import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import type { RuleDecision } from './rule.catalogue.js';

/** $1 tenant, $2 integrations. */
const READ_SQL = `
  SELECT integration_id AS "integrationId", rule, enabled, options, updated_at AS "decidedAt" FROM outbound_rules
  WHERE tenant_id = $1 AND integration_id = ANY ($2::uuid[])`;

/** $1 tenant, $2 integration, $3 rule, $4 enabled, $5 options, $6 actor. */
const DECIDE_SQL = `
  INSERT INTO outbound_rules AS r (tenant_id, integration_id, rule, enabled, options, updated_by)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (tenant_id, integration_id, rule) DO UPDATE SET enabled = EXCLUDED.enabled, options = EXCLUDED.options,
    version = r.version + 1, updated_by = EXCLUDED.updated_by, updated_at = now()`;

interface RuleRow extends RuleDecision {
  integrationId: string;
}

/** Rows of `outbound_rules`. */
@Injectable()
export class RuleStore {
  /** By integration. */
  async read(
    tx: TenantTransaction,
    integrationIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly RuleDecision[]>> {
    const byIntegration = new Map<string, RuleDecision[]>(integrationIds.map((id) => [id, []]));
    const rows = await tx.rows<RuleRow>(READ_SQL, [tx.tenantId, integrationIds]);
    for (const { integrationId, ...decision } of rows) byIntegration.get(integrationId)?.push(decision);
    return byIntegration;
  }

  /** @param actor `user:<sub>` or `service:<name>` */
  async decide(tx: TenantTransaction, integrationId: string, decision: RuleDecision, actor: string): Promise<void> {
    const { rule, enabled, options } = decision;
    await tx.execute(DECIDE_SQL, [tx.tenantId, integrationId, rule, enabled, JSON.stringify(options), actor]);
  }
}
