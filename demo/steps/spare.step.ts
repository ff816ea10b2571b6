import type { ConnectedProvider } from './connected.provider.js';

/** An account of each provider that is there to be connected, as variables of a shell. */
export async function spareAccounts(providers: readonly ConnectedProvider[]): Promise<Record<string, string>> {
  const spares = await Promise.all(providers.map(({ plan, control }) => plan.spare(control)));
  return Object.assign({}, ...spares) as Record<string, string>;
}
