import type { ProviderPort } from '../../providers/provider.port.js';

/**
 * Whether an event of a tenant's own endpoint is of another account than the one it was made for. Where the provider
 * names accounts, one endpoint may be told of several; only its own may reach its records.
 */
export function isForeignAccount(provider: ProviderPort, account: string | null, own: string): boolean {
  return !provider.describe().aliasStream && account !== null && account !== own;
}
