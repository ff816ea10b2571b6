import type { ProviderPort } from '../../providers/provider.port.js';

/**
 * Whether an event of a tenant's own endpoint is about another account. If the provider names accounts, one endpoint
 * may receive events of several accounts. Only events of the endpoint's account may change its records.
 */
export function isForeignAccount(provider: ProviderPort, account: string | null, own: string): boolean {
  return !provider.describe().aliasStream && account !== null && account !== own;
}
