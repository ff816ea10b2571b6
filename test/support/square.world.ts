import { resolve } from 'node:path';
import { startChild } from './child.process.js';
import { expect } from '@jest/globals';
import { canonical, SAME, type Difference } from './record.comparison.js';
import { storedForm } from './stored.form.js';
import { createDatabase, query, type TestDatabase } from './database.js';
import { TeardownStack } from './teardown.stack.js';
import { startService, type Service } from './service.js';
import { Tenant } from './tenant.js';

export interface SquareAccount {
  id: string;
  credentials: { accessToken: string };
  counts: Record<string, number>;
}

/** Square's sandbox, a service that uses it, and a database, in separate processes. */
export class SquareWorld {
  private constructor(
    readonly database: TestDatabase,
    readonly sandboxUrl: string,
    readonly service: Service,
    private readonly ends: TeardownStack,
  ) {}

  static start(env: Record<string, string> = {}): Promise<SquareWorld> {
    return TeardownStack.unlessStarted((ends) => SquareWorld.startWith(env, ends));
  }

  private static async startWith(env: Record<string, string>, ends: TeardownStack): Promise<SquareWorld> {
    const database = await createDatabase();
    ends.add(() => database.drop());
    const { child, line } = await startChild(
      resolve('dist/sandbox/main.js'),
      { SANDBOX_PROVIDERS: 'square', SANDBOX_SQUARE_PORT: '0', SANDBOX_EXIT_WITH_PARENT: '1' },
      (text) => text.includes('"ready"'),
    );
    ends.add(() => child.stop());
    const { square: url } = JSON.parse(line) as { square: string };
    const service = await startService({
      ...database.env,
      SQUARE_BASE_URL: url,
      SQUARE_RATE_PER_SECOND: '100000',
      ...env,
    });
    ends.add(() => service.stop());
    const world = new SquareWorld(database, url, service, ends);
    await world.control('POST', '/limits', { globalPerSecond: null, endpointPerSecond: null });
    return world;
  }

  end(): Promise<void> {
    return this.ends.run();
  }

  tenant(): Tenant {
    return new Tenant(() => this.service.url);
  }

  account(body: Record<string, unknown>): Promise<SquareAccount> {
    return this.control<SquareAccount>('POST', '/accounts', body);
  }

  async connect(tenant: Tenant, { credentials }: Pick<SquareAccount, 'credentials'>): Promise<string> {
    const { status, body } = await tenant.call<{ id: string }>('POST', '/integrations', {
      provider: 'square',
      credentials,
    });
    if (status !== 201) throw new Error(`Connecting answered ${status}: ${JSON.stringify(body)}`);
    return body.id;
  }

  async control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.sandboxUrl}/_control${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Compares the objects of the sandbox with the stored records, without tombstones. */
  async compare(account: string, tenant: Tenant, integrationId: string, stream: string): Promise<Difference> {
    const response = await fetch(`${this.sandboxUrl}/_control/accounts/${account}/objects/${stream}`);
    const objects = (await response.text())
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { id: string; object: unknown });
    const expected = new Map(objects.map(({ id, object }) => [id, object]));
    const records = (await tenant.records(integrationId, stream)).filter(({ deletedAt }) => deletedAt === null);
    const actual = new Map(records.map((record) => [String(record.externalId), record.raw]));
    return {
      missing: [...expected.keys()].filter((id) => !actual.has(id)),
      extra: [...actual.keys()].filter((id) => !expected.has(id)),
      different: [...expected]
        .filter(
          ([id, object]) => actual.has(id) && canonical(storedForm('square', object)) !== canonical(actual.get(id)),
        )
        .map(([id]) => id),
    };
  }

  async expectSame(
    account: SquareAccount,
    tenant: Tenant,
    integrationId: string,
    streams = Object.keys(account.counts),
  ): Promise<void> {
    for (const stream of streams) {
      expect([stream, await this.compare(account.id, tenant, integrationId, stream)]).toEqual([stream, SAME]);
    }
  }

  /** Number of webhook events that are not settled yet. */
  async openEvents(): Promise<number> {
    const [row] = await query<{ n: number }>(
      this.database.adminUrl,
      `SELECT count(*)::int AS n FROM webhook_events WHERE status IN ('received', 'processing')`,
    );
    return row?.n ?? 0;
  }
}
