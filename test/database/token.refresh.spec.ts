import { Metrics } from '../../src/observability/metrics.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Clock } from '../../src/common/clock.js';
import { loadConfig } from '../../src/config/config.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import { ConnectionFactory } from '../../src/integrations/connections/connection.factory.js';
import { ConnectionFacts } from '../../src/integrations/connections/connection.facts.js';
import { Facts } from '../../src/facts/facts.js';
import { ConnectionListeners } from '../../src/integrations/connections/connection.listeners.js';
import { Disconnector } from '../../src/integrations/connections/disconnector.js';
import { IntegrationStore } from '../../src/integrations/connections/integration.store.js';
import { TokenRefresher } from '../../src/credentials/refresh/token.refresher.js';
import { CredentialOwner } from '../../src/credentials/credential-owner.port.js';
import { CredentialOwnerStore } from '../../src/integrations/connections/credential-owner.store.js';
import { ConsentEnds } from '../../src/credentials/vault/consent.ends.js';
import { CredentialStore } from '../../src/credentials/vault/credential.store.js';
import { Vault } from '../../src/credentials/vault/vault.js';
import type { Connection } from '../../src/providers/connection.js';
import { ProviderCredentialsError, ProviderUnavailableError } from '../../src/providers/provider.errors.js';
import type { ProviderPort } from '../../src/providers/provider.port.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { elapse } from '../support/fixed.wait.js';

const PROCESSES = 4;
const WORKERS = 20;
const config = loadConfig({ NODE_ENV: 'test', TOKEN_REFRESH_LEASE_SECONDS: '1' });

/** Takes each refresh token once, as the strictest vendors do. */
class RotatingVendor {
  refreshes = 0;
  private valid = 'refresh-0';
  /** The answer is lost after the work is done. */
  losesAnswers = false;

  readonly oauth = {
    isConfigured: () => true,
    refresh: async ({ credentials }: Connection) => {
      this.refreshes += 1;
      if (credentials.refreshToken !== this.valid) throw new ProviderCredentialsError('invalid_grant');
      this.valid = `refresh-${randomUUID()}`;
      await elapse(5);
      if (this.losesAnswers) throw new ProviderUnavailableError('connection reset');
      return { accessToken: `access-${randomUUID()}`, refreshToken: this.valid, expiresAt: inSeconds(3_600) };
    },
  };

  readonly provider = { oauth: this.oauth } as unknown as ProviderPort;
}

const LONG_AGO = '2020-01-01T00:00:00.000Z';
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

/** One process: its own pool, its own objects. */
function worker(dataSource: DataSource) {
  const database = new Database(dataSource);
  const integrations = new IntegrationStore();
  const owner = new CredentialOwner();
  const credentials = new CredentialStore(
    new Vault(config),
    owner,
    config,
    new ConsentEnds(config, new Metrics(), new Clock()),
  );
  const facts = new ConnectionFacts(new Facts());
  const listeners = new ConnectionListeners();
  owner.fill(
    new CredentialOwnerStore(new Disconnector(database, integrations, credentials, listeners, facts), facts, listeners),
  );
  const factory = new ConnectionFactory(
    new TokenRefresher(database, owner, credentials, new Clock(), new Metrics(), config),
  );
  const open = (tenantId: string, id: string, provider: ProviderPort): Promise<Connection> =>
    database.inTenant(tenantId, async (tx) => {
      const row = await integrations.get(tx, id);
      return factory.of(row, provider, await credentials.load(tx, id));
    });
  const connect = (tenantId: string, tokens: Record<string, string>): Promise<string> =>
    database.inTenant(tenantId, async (tx) => {
      const { id } = await integrations.insert(tx, {
        tenantId,
        id: randomUUID(),
        provider: 'fake',
        name: 'Fake',
        venueId: null,
        environment: 'sandbox',
        livemode: null,
        authMethod: 'oauth',
        externalAccountId: randomUUID(),
        scopes: [],
        settings: {},
      });
      await credentials.save(tx, id, tokens);
      return id;
    });
  const replace = (tenantId: string, id: string, tokens: Record<string, string>) =>
    database.inTenant(tenantId, (tx) => credentials.save(tx, id, tokens));
  const expire = (tenantId: string, id: string, tokens: Readonly<Record<string, string>>) =>
    database.inTenant(tenantId, (tx) => credentials.save(tx, id, { ...tokens, expiresAt: inSeconds(-1) }));
  return { open, connect, replace, expire };
}

describe('Tokens that end', () => {
  const tenantId = randomUUID();
  let testDatabase: TestDatabase;
  let sources: DataSource[];
  let workers: ReturnType<typeof worker>[];

  beforeAll(async () => {
    testDatabase = await createDatabase();
    const pool = { url: testDatabase.url, poolSize: 4, statementTimeoutMs: 10_000, applicationName: 'spec' };
    sources = await Promise.all(
      Array.from({ length: PROCESSES }, () => new DataSource(dataSourceOptions(pool)).initialize()),
    );
    workers = sources.map(worker);
  });
  afterAll(async () => {
    await Promise.all((sources ?? []).map((source) => source.destroy()));
    await testDatabase?.drop();
  });

  const workerOf = (n: number) => workers[n % workers.length]!;
  const openAll = (id: string, vendor: RotatingVendor) =>
    Promise.all(Array.from({ length: WORKERS }, (_, n) => workerOf(n).open(tenantId, id, vendor.provider)));
  const statusOf = async (id: string) => {
    const [row] = await query<{ status: string }>(
      testDatabase.adminUrl,
      `SELECT status FROM integrations WHERE id = $1`,
      [id],
    );
    return row?.status;
  };
  const expired = { accessToken: 'access-0', refreshToken: 'refresh-0', expiresAt: LONG_AGO };

  it('are refreshed once, however many callers need them at once, a hundred times over', async () => {
    const vendor = new RotatingVendor();
    const id = await workerOf(0).connect(tenantId, expired);
    for (let round = 1; round <= 100; round += 1) {
      const connections = await openAll(id, vendor);
      const tokens = await Promise.all(connections.map((connection) => connection.current()));
      expect([round, vendor.refreshes]).toEqual([round, round]);
      expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1);
      await workerOf(round).expire(tenantId, id, tokens[0]!);
    }
    expect(await statusOf(id)).toBe('connected');
  });

  it('are refreshed once when the provider refuses them before their time', async () => {
    const vendor = new RotatingVendor();
    const id = await workerOf(0).connect(tenantId, { ...expired, expiresAt: inSeconds(3_600) });
    const connections = await openAll(id, vendor);
    const before = await Promise.all(connections.map((connection) => connection.current()));
    expect([vendor.refreshes, before[0]?.accessToken]).toEqual([0, 'access-0']);
    const after = await Promise.all(connections.map((connection) => connection.current('access-0')));
    expect(vendor.refreshes).toBe(1);
    expect(new Set(after.map(({ accessToken }) => accessToken)).size).toBe(1);
    const again = await connections[0]!.current('access-0');
    expect([vendor.refreshes, again]).toEqual([1, after[0]]);
  });

  it('that are refused for good stop the connection, and nobody asks again', async () => {
    const vendor = new RotatingVendor();
    const id = await workerOf(0).connect(tenantId, { ...expired, refreshToken: 'stale' });
    const outcomes = await Promise.allSettled((await openAll(id, vendor)).map((connection) => connection.current()));
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual(
      outcomes.map(() => expect.any(ProviderCredentialsError)),
    );
    expect([vendor.refreshes, await statusOf(id)]).toEqual([1, 'needs_reauth']);
  });

  it('whose refresh died with its process end as the provider decides, after one more try', async () => {
    const vendor = new RotatingVendor();
    const id = await workerOf(0).connect(tenantId, expired);
    // The lease of a process that was killed between the provider's answer and its own commit.
    await query(
      testDatabase.adminUrl,
      `UPDATE integrations SET renewing_until = now() + interval '1 second' WHERE id = $1`,
      [id],
    );
    await vendor.oauth.refresh(await workerOf(0).open(tenantId, id, vendor.provider));
    const outcomes = await Promise.allSettled((await openAll(id, vendor)).map((connection) => connection.current()));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect([vendor.refreshes, await statusOf(id)]).toEqual([2, 'needs_reauth']);
  });

  it('are asked for again when the answer was lost, and only then', async () => {
    const vendor = new RotatingVendor();
    const id = await workerOf(0).connect(tenantId, expired);
    vendor.losesAnswers = true;
    const connection = await workerOf(0).open(tenantId, id, vendor.provider);
    await expect(connection.current()).rejects.toBeInstanceOf(ProviderUnavailableError);
    expect(await statusOf(id)).toBe('connected');
    await expect(connection.current()).rejects.toBeInstanceOf(ProviderCredentialsError);
    expect([vendor.refreshes, await statusOf(id)]).toEqual([2, 'needs_reauth']);
  });

  it.each([
    ['refused', () => Promise.reject(new ProviderCredentialsError('invalid_grant'))],
    ['refreshed', () => Promise.resolve({ accessToken: 'late', refreshToken: 'late' })],
  ])('that are %s after their owner has replaced them say nothing of the new ones', async (_outcome, answer) => {
    const fresh = { accessToken: 'access-9', refreshToken: 'refresh-9', expiresAt: inSeconds(3_600) };
    const id = await workerOf(0).connect(tenantId, expired);
    const refresh = async () => {
      await workerOf(1).replace(tenantId, id, fresh);
      return answer();
    };
    const provider = { oauth: { isConfigured: () => true, refresh } } as unknown as ProviderPort;
    const connection = await workerOf(0).open(tenantId, id, provider);
    await expect(connection.current()).rejects.toBeInstanceOf(ProviderUnavailableError);
    expect(await statusOf(id)).toBe('connected');
    expect(await (await workerOf(0).open(tenantId, id, provider)).current()).toEqual(fresh);
  });
});
