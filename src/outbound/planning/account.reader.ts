import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import { INTEGRATION_COLUMNS, type IntegrationRow } from '../../integrations/connections/integration.row.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { rulesWith } from '../rules/rule.catalogue.js';
import { RuleStore } from '../rules/rule.store.js';
import type { PlannedIntegration } from './planner.js';

/** $1 tenant, $2 providers, $3 integrations or NULL. */
const ACCOUNTS_SQL = `
  SELECT ${INTEGRATION_COLUMNS} FROM integrations
  WHERE tenant_id = $1 AND provider = ANY ($2) AND status <> 'disconnected' AND ($3::uuid[] IS NULL OR id = ANY ($3))
  ORDER BY id`;

/** With its row, for what planning does not need. */
export interface ReadAccount extends PlannedIntegration {
  row: IntegrationRow;
}

/** Reads the connected accounts that items can be pushed to, with their rules. */
@Injectable()
export class AccountReader {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly rules: RuleStore,
  ) {}

  /** @param named only these; `null`: all of the tenant */
  async read(tx: TenantTransaction, named: readonly string[] | null): Promise<ReadAccount[]> {
    const ports = new Map(this.providers.all().flatMap((port) => (port.push ? [[port.describe().name, port]] : [])));
    const rows = await tx.rows<IntegrationRow>(ACCOUNTS_SQL, [tx.tenantId, [...ports.keys()], named]);
    const decisions = await this.rules.read(
      tx,
      rows.map(({ id }) => id),
    );
    return rows.flatMap((row) => {
      const { tenantId, id, provider, venueId, settings } = row;
      const port = ports.get(provider);
      if (!port?.push) return [];
      const { push, consents } = port;
      const rules = rulesWith(push, decisions.get(id) ?? []);
      const keepsConsents = consents !== undefined;
      return [{ tenantId, id, provider, venueId, settings, push, rules, keepsConsents, row }];
    });
  }
}
