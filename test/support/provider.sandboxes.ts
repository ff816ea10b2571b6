import { resolve } from 'node:path';
import type { DemoProvider } from '../../demo/providers/demo.provider.js';
import { DEMO_PROVIDERS } from '../../demo/providers.js';
import { ControlClient, type SandboxAccount } from '../../demo/clients/control.client.js';
import { assertConsents } from './consent.assertion.js';
import { canonical, type Difference } from './record.comparison.js';
import { beginConsent, openCallback, openAuthorizeUrl } from './consent.client.js';
import { startChild, type Child } from './child.process.js';
import { createDatabase, type TestDatabase } from './database.js';
import { EdgeProxy } from './edge.proxy.js';
import { TeardownStack } from './teardown.stack.js';
import { freePort } from './free.port.js';
import { startService, type Service } from './service.js';
import { Tenant } from './tenant.js';

/** The sandbox of one provider, and the settings of the service for it. They are those of the demo. */
export interface ProviderSandbox {
  name: string;
  plan: DemoProvider;
  control: ControlClient;
  /** A proxy between the service and the sandbox. It changes nothing until it is used. */
  edge: EdgeProxy;
}

/** A service connected to the sandboxes of several providers, with its own database. */
export interface ProviderSandboxes {
  database: TestDatabase;
  service: Service;
  sandbox(name: string): ProviderSandbox;
  tenant(claims?: Record<string, unknown>): Tenant;
  /** Sends SIGKILL, then starts the service again with the same environment. */
  killAndRestart(): Promise<void>;
  end(): Promise<void>;
}

export function startProviderSandboxes(
  names: readonly string[],
  env: Record<string, string> = {},
  { edges = false } = {},
): Promise<ProviderSandboxes> {
  return TeardownStack.unlessStarted((ends) => start(names, env, edges, ends));
}

async function start(
  names: readonly string[],
  env: Record<string, string>,
  edges: boolean,
  ends: TeardownStack,
): Promise<ProviderSandboxes> {
  const database = await createDatabase();
  ends.add(() => database.drop());
  const { urls, sandboxes } = await startSandboxes(names);
  ends.add(() => sandboxes.stop());
  const { mailchimp } = urls;
  if (mailchimp) ends.add(() => assertConsents(mailchimp));
  const port = String(await freePort());
  const byName = new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, ProviderSandbox]> => {
        const control = new ControlClient(urls[name] ?? '', new AbortController().signal);
        const edge = new EdgeProxy(urls[name] ?? '');
        // Only tests that spoil responses need the proxy, which makes requests slower.
        if (edges) await edge.listen().then(() => ends.add(() => edge.close()));
        return [name, { name, plan: DEMO_PROVIDERS[name]!, control, edge }];
      }),
    ),
  );
  const service = await startService({
    PORT: port,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...database.env,
    WEBHOOK_AUTO_REGISTER: 'true',
    ...(Object.assign(
      {},
      ...[...byName.values()].map(({ plan, edge, control }) => plan.serviceEnv(edge.url || control.url)),
    ) as Record<string, string>),
    ...env,
  });
  const world: ProviderSandboxes = {
    database,
    service,
    sandbox: (name) => byName.get(name)!,
    tenant: (claims) => new Tenant(() => world.service.url, claims),
    killAndRestart: async () => {
      await world.service.kill();
      world.service = await startService(world.service.env);
    },
    end: () => ends.run(),
  };
  ends.add(() => world.service.stop());
  return world;
}

async function startSandboxes(
  names: readonly string[],
): Promise<{ sandboxes: Child; urls: Record<string, string | undefined> }> {
  const env = Object.assign({}, ...names.map((name) => DEMO_PROVIDERS[name]?.sandboxEnv)) as Record<string, string>;
  const { child, line } = await startChild(
    resolve('dist/sandbox/main.js'),
    { SANDBOX_PROVIDERS: names.join(','), SANDBOX_EXIT_WITH_PARENT: '1', ...env },
    (text) => text.includes('"ready"'),
  );
  return { sandboxes: child, urls: JSON.parse(line) as Record<string, string> };
}

/** Connects an account by its owner's consent, as a browser would. */
export async function connectByConsent(tenant: Tenant, { name, control }: ProviderSandbox, account: SandboxAccount) {
  await control.call('POST', '/oauth', { account: account.id });
  const begun = await beginConsent(tenant, name);
  const { status, body } = await openCallback(await openAuthorizeUrl(begun), begun.cookie);
  if (!body.id) throw new Error(`Connecting ${name} answered ${status}: ${JSON.stringify(body)}`);
  return String(body.id);
}

/** Differences between sandbox and stored records, by stream. Streams without a difference are omitted. */
export async function differences(
  { control, plan }: ProviderSandbox,
  account: string,
  tenant: Tenant,
  integrationId: string,
  streams: readonly string[],
): Promise<Record<string, Difference>> {
  const found: Record<string, Difference> = {};
  for (const stream of streams) {
    const objects = await control.objects(account, stream);
    const expected = new Map(objects.map(({ id, object }) => [id, canonical(plan.stripped.object(object))]));
    const records = (await tenant.records(integrationId, stream)).filter(({ deletedAt }) => deletedAt === null);
    const actual = new Map(records.map(({ externalId, raw }) => [String(externalId), canonical(raw)]));
    const difference = {
      missing: [...expected.keys()].filter((id) => !actual.has(id)),
      extra: [...actual.keys()].filter((id) => !expected.has(id)),
      different: [...expected].filter(([id, object]) => actual.has(id) && object !== actual.get(id)).map(([id]) => id),
    };
    if (Object.values(difference).some((ids) => ids.length > 0)) found[stream] = difference;
  }
  return found;
}
