import type { SandboxAccount } from '../../demo/clients/control.client.js';
import { eventually } from './condition.wait.js';
import type { ProviderSandbox } from './provider.sandboxes.js';
import type { PushedCall } from './season.js';
import type { Tenant } from './tenant.js';
import { WriteLedger } from './write.ledger.js';

interface Option {
  name: string;
  kind: string;
  values: string[] | null;
  required: boolean;
}

interface Rule {
  rule: string;
  missing: string[];
  available: Option[];
  options: Record<string, unknown>;
}

interface SandboxCredentials extends SandboxAccount {
  credentials: Record<string, string>;
}

/** An account that a test pushes to. */
export interface PushAccount {
  provider: string;
  integrationId: string;
  ledger(): Promise<WriteLedger>;
}

const SCALE = 5;
/** What an owner has to set up before the account can be pushed to, by provider. */
const SETTINGS: Record<string, object> = { quickbooks: { customTxnNumbers: true } };
/** Sales of before the test are to be posted too. */
const LONG_AGO = '2026-01-01';

/** Connects a new account of the sandbox, and switches every rule on. @returns `null`: nothing is pushed to this provider */
export async function connectForPush(tenant: Tenant, sandbox: ProviderSandbox): Promise<PushAccount | null> {
  const { name: provider, plan, control } = sandbox;
  const account = (await control.createAccount({ ...plan.account(), scale: SCALE })) as SandboxCredentials;
  if (SETTINGS[provider]) await control.call('POST', `/accounts/${account.id}/settings`, SETTINGS[provider]);
  // A service that has just started, on a busy machine, may still refuse.
  const { status, body } = await eventually(
    () => tenant.call<{ id: string }>('POST', '/integrations', { provider, credentials: account.credentials }),
    (answer) => answer.status !== 503,
  );
  if (status !== 201) throw new Error(`Connecting ${provider} answered ${status}: ${JSON.stringify(body)}`);
  const { data } = (await tenant.call<{ data: Rule[] }>('GET', `/integrations/${body.id}/rules`)).body;
  for (const rule of data) await switchOn(tenant, body.id, rule);
  if (data.length === 0) return null;
  return { provider, integrationId: body.id, ledger: () => WriteLedger.of(control, account.id) };
}

async function switchOn(tenant: Tenant, integrationId: string, { rule, missing, available }: Rule): Promise<void> {
  const options: Record<string, unknown> = {};
  for (const { name, values } of available.filter((option) => isToBeChosen(option, missing))) {
    options[name] = values?.[0] ?? (await firstChoice(tenant, integrationId, name));
  }
  if (available.some(({ name }) => name === 'postFrom')) options.postFrom = LONG_AGO;
  const answer = await tenant.call('PUT', `/integrations/${integrationId}/rules/${rule}`, { enabled: true, options });
  if (answer.status !== 200)
    throw new Error(`The rule ${rule} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

/** Choices that the provider has to be asked for: without an audience, for example, nothing could be sent. */
const isToBeChosen = ({ name, kind, values }: Option, missing: readonly string[]): boolean =>
  missing.includes(name) || (name === 'audience' && kind === 'choice' && values === null);

async function firstChoice(tenant: Tenant, integrationId: string, option: string): Promise<string> {
  const { body } = await tenant.call<{ data: { id: string; unavailable: string | null }[] }>(
    'GET',
    `/integrations/${integrationId}/choices/${option}`,
  );
  const choice = body.data.find(({ unavailable }) => unavailable === null);
  if (!choice) throw new Error(`Nothing can be chosen for ${option}: ${JSON.stringify(body)}`);
  return choice.id;
}

/** Pushes until the call is answered: a service that is down is tried again. */
export async function push(tenant: Tenant, { entity, items }: PushedCall, withinMs: number): Promise<void> {
  const answer = await eventually(
    () =>
      tenant.call('POST', `/sync/${entity}`, { items }).catch((error: Error) => ({ status: 0, body: error.message })),
    ({ status }) => status === 202 || (status >= 400 && status < 500 && status !== 429),
    withinMs,
  );
  const { rejected } = answer.body as { rejected?: unknown[] };
  if (answer.status !== 202 || rejected?.length) {
    throw new Error(`Pushing ${entity} answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 1_000)}`);
  }
}
