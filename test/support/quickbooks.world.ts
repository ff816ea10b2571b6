import { resolve } from 'node:path';
import { startChild } from './child.process.js';
import { storedForm } from './stored.form.js';
import { canonical, type Difference } from './record.comparison.js';
import { createDatabase, type TestDatabase } from './database.js';
import { TeardownStack } from './teardown.stack.js';
import { freePort } from './free.port.js';
import { startService, type Service } from './service.js';
import { Tenant } from './tenant.js';

export const VERIFIER_TOKEN = 'c1d2e3f4-0000-4111-8222-verifiertoken';

export interface Company {
  /** The realm id. */
  id: string;
  credentials: Record<string, string>;
  counts: Record<string, number>;
}

export interface Requests {
  total: number;
  refreshes: { granted: number; refused: number };
  meteredReads: Record<string, number>;
}

/** A service, a QuickBooks sandbox and a database, in separate processes and for one spec file. */
export interface QuickBooksWorld {
  database: TestDatabase;
  service: Service;
  sandboxUrl: string;
  control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  company(body: Record<string, unknown>): Promise<Company>;
  tenant(): Tenant;
  connect(tenant: Tenant, credentials: Record<string, string>): Promise<string>;
  /** Compares the objects of the sandbox with the stored records, without tombstones. */
  compare(company: string, tenant: Tenant, integrationId: string, stream: string): Promise<Difference>;
  end(): Promise<void>;
}

export function startQuickBooksWorld(env: Record<string, string> = {}): Promise<QuickBooksWorld> {
  return TeardownStack.unlessStarted((ends) => start(env, ends));
}

async function start(env: Record<string, string>, ends: TeardownStack): Promise<QuickBooksWorld> {
  const settings = { SANDBOX_PROVIDERS: 'quickbooks', SANDBOX_QUICKBOOKS_PORT: '0', SANDBOX_EXIT_WITH_PARENT: '1' };
  const database = await createDatabase();
  ends.add(() => database.drop());
  const isReady = (text: string) => text.includes('"ready"');
  const { child, line } = await startChild(resolve('dist/sandbox/main.js'), settings, isReady);
  ends.add(() => child.stop());
  const { quickbooks: sandboxUrl } = JSON.parse(line) as { quickbooks: string };

  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sandboxUrl}/_control${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text;
  };
  const control = async <T>(method: string, path: string, body?: unknown) =>
    JSON.parse(await ask(method, path, body)) as T;
  await control('POST', '/limits', { perMinute: null, perSecond: null, batchPerMinute: null });

  const port = String(await freePort());
  const service = await startService({
    PORT: port,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...database.env,
    QUICKBOOKS_API_BASE_URL: sandboxUrl,
    QUICKBOOKS_CLIENT_ID: 'ABSandboxQuickBooksClient',
    QUICKBOOKS_CLIENT_SECRET: 'sandbox-quickbooks-secret',
    QUICKBOOKS_WEBHOOK_VERIFIER_TOKEN: VERIFIER_TOKEN,
    QUICKBOOKS_RATE_PER_SECOND: '100000',
    ...env,
  });
  ends.add(() => service.stop());
  return {
    database,
    service,
    sandboxUrl,
    control,
    company: (body) => control<Company>('POST', '/accounts', { multicurrency: true, ...body }),
    tenant: () => new Tenant(() => service.url),
    connect: async (tenant, credentials) => {
      const request = { provider: 'quickbooks', environment: 'sandbox', credentials };
      const { status, body } = await tenant.call<{ id: string }>('POST', '/integrations', request);
      if (status !== 201) throw new Error(`Connecting answered ${status}: ${JSON.stringify(body)}`);
      return body.id;
    },
    compare: async (company, tenant, integrationId, stream) => {
      const lines = (await ask('GET', `/accounts/${company}/objects/${stream}`)).split('\n').filter(Boolean);
      const objects = lines.map((text) => JSON.parse(text) as { id: string; object: unknown });
      const expected = new Map(objects.map(({ id, object }) => [id, canonical(storedForm('quickbooks', object))]));
      const records = (await tenant.records(integrationId, stream)).filter(({ deletedAt }) => deletedAt === null);
      const actual = new Map(records.map(({ externalId, raw }) => [String(externalId), canonical(raw)]));
      return {
        missing: [...expected.keys()].filter((id) => !actual.has(id)),
        extra: [...actual.keys()].filter((id) => !expected.has(id)),
        different: [...expected].filter(([id, text]) => actual.has(id) && actual.get(id) !== text).map(([id]) => id),
      };
    },
    end: () => ends.run(),
  };
}
