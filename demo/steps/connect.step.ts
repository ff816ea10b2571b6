import { ControlClient } from '../clients/control.client.js';
import type { ProviderInfo } from '../clients/service.answers.js';
import type { TenantClient } from '../clients/tenant.client.js';
import { DemoError } from '../demo.error.js';
import { DEMO_PROVIDERS } from '../providers.js';
import type { ConnectedProvider } from './connected.provider.js';

/** Connects the tenant to every provider that the service knows. @throws DemoError when the demo does not know one */
export async function connectAll(
  tenant: TenantClient,
  sandboxes: Record<string, string>,
  signal: AbortSignal,
): Promise<ConnectedProvider[]> {
  const providers = await tenant.providers();
  return Promise.all(providers.map((info) => connect(tenant, info, sandboxes[info.provider], signal)));
}

async function connect(
  tenant: TenantClient,
  { provider: name, streams }: ProviderInfo,
  sandbox: string | undefined,
  signal: AbortSignal,
): Promise<ConnectedProvider> {
  const plan = DEMO_PROVIDERS[name];
  if (!plan) throw new DemoError(`The demo does not know how to connect ${name}: demo/providers.ts has no line for it`);
  if (!sandbox) throw new DemoError(`There is no sandbox for ${name}`);
  const control = new ControlClient(sandbox, signal);
  const { apiVersion } = plan;
  const account = await control.createAccount({ ...plan.account(), ...(apiVersion !== undefined && { apiVersion }) });
  await control.call('POST', '/oauth', { account: account.id });
  const integrationId = await tenant.connectByConsent(name);
  return { name, plan, control, account, integrationId, streams: streams.map((stream) => stream.name) };
}
