import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import type { PushedAccount } from '../../providers/push.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';

const ACCOUNTS_SQL = `
  SELECT id, environment, external_account_id AS "externalAccountId", settings FROM integrations
  WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`;

interface Linked {
  integrationId: string;
  provider: string;
  target: string;
  externalId: string | null;
}

export type UrlOf = (linked: Linked) => string | null;

/** Addresses of objects in the consoles of their providers. */
@Injectable()
export class ExternalUrls {
  constructor(private readonly providers: ProviderRegistry) {}

  /** One statement for all of these, and none if no provider has such addresses. */
  async of(tx: TenantTransaction, linked: readonly Linked[]): Promise<UrlOf> {
    const asked = linked.filter((one) => one.externalId !== null && this.portOf(one)?.urlOf);
    if (asked.length === 0) return () => null;
    const ids = [...new Set(asked.map(({ integrationId }) => integrationId))];
    const rows = await tx.rows<PushedAccount & { id: string }>(ACCOUNTS_SQL, [tx.tenantId, ids]);
    const accounts = new Map(rows.map(({ id, ...account }) => [id, account]));
    return (one) => {
      const account = accounts.get(one.integrationId);
      if (!account || one.externalId === null) return null;
      return this.portOf(one)?.urlOf?.(account, one.target, one.externalId) ?? null;
    };
  }

  private portOf({ provider }: Linked) {
    return this.providers.find(provider)?.push;
  }
}
