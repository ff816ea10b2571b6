import { Clock } from '../../src/common/clock.js';
import { Metrics } from '../../src/observability/metrics.js';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import { ConnectionFacts } from '../../src/integrations/connections/connection.facts.js';
import { Facts } from '../../src/facts/facts.js';
import type { ConnectionFactory } from '../../src/integrations/connections/connection.factory.js';
import { ConnectionListeners } from '../../src/integrations/connections/connection.listeners.js';
import { ConnectionLoader } from '../../src/integrations/connections/connection.loader.js';
import { CredentialOwnerStore } from '../../src/integrations/connections/credential-owner.store.js';
import { Disconnector } from '../../src/integrations/connections/disconnector.js';
import type { IntegrationRow } from '../../src/integrations/connections/integration.row.js';
import { IntegrationStore } from '../../src/integrations/connections/integration.store.js';
import { CredentialOwner } from '../../src/credentials/credential-owner.port.js';
import { ConsentEnds } from '../../src/credentials/vault/consent.ends.js';
import { CredentialStore } from '../../src/credentials/vault/credential.store.js';
import { Vault } from '../../src/credentials/vault/vault.js';
import * as errors from '../../src/providers/provider.errors.js';
import type { ProviderRegistry } from '../../src/providers/providers.registry.js';
import { QuotaWarnings } from '../../src/quotas/quota.warnings.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';

const config = loadConfig({ NODE_ENV: 'test' });
const refused = new errors.ProviderCredentialsError('The key was revoked');

describe('Work that asks a provider', () => {
  const tenantId = randomUUID();
  const integrations = new IntegrationStore();
  const listeners = new ConnectionListeners();
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let database: Database;
  let disconnector: Disconnector;
  let credentials: CredentialStore;
  const facts = new ConnectionFacts(new Facts());

  beforeAll(async () => {
    testDatabase = await createDatabase();
    const pool = { url: testDatabase.url, poolSize: 2, statementTimeoutMs: 10_000, applicationName: 'spec' };
    dataSource = await new DataSource(dataSourceOptions(pool)).initialize();
    database = new Database(dataSource);
    const owner = new CredentialOwner();
    credentials = new CredentialStore(
      new Vault(config),
      owner,
      config,
      new ConsentEnds(config, new Metrics(), new Clock()),
    );
    disconnector = new Disconnector(database, integrations, credentials, listeners, facts);
    owner.fill(new CredentialOwnerStore(disconnector, facts, listeners));
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await testDatabase?.drop();
  });

  const connect = (): Promise<IntegrationRow> =>
    database.inTenant(tenantId, (tx) =>
      integrations.insert(tx, {
        tenantId,
        id: randomUUID(),
        provider: 'fake',
        name: 'Fake',
        venueId: null,
        environment: 'sandbox',
        livemode: null,
        authMethod: 'key',
        externalAccountId: randomUUID(),
        scopes: [],
        settings: {},
      }),
    );
  const read = ({ id }: IntegrationRow) => database.inTenant(tenantId, (tx) => integrations.get(tx, id));
  const failing = (row: IntegrationRow, error: unknown) =>
    disconnector.stopIfRefused(row, () => Promise.reject(error as Error));

  it('stops a connection whose credentials were refused, and says why', async () => {
    const row = await connect();
    await expect(failing(row, refused)).rejects.toBe(refused);
    expect(await read(row)).toMatchObject({
      status: 'needs_reauth',
      lastError: { code: refused.code, message: refused.message },
    });
  });

  it.each([
    new errors.ProviderPermissionError('403'),
    new errors.ProviderNotFoundError('404'),
    new errors.ProviderRequestError('400'),
    new errors.ProviderRateLimitedError('429'),
    new errors.ProviderUnavailableError('500'),
    new errors.ProviderCircuitOpenError(1_000),
    new errors.ProviderCursorError('lost'),
    new errors.ProviderProtocolError('garbage'),
    new Error('a defect'),
  ])('leaves it as it is after any other failure: $name', async (error) => {
    const row = await connect();
    await expect(failing(row, error)).rejects.toBe(error);
    expect(await read(row)).toEqual(row);
  });

  it('leaves it alone when its owner has connected it again meanwhile', async () => {
    const { id } = await connect();
    await query(testDatabase.adminUrl, `UPDATE integrations SET connected_at = now() - interval '1 s' WHERE id = $1`, [
      id,
    ]);
    const row = await database.inTenant(tenantId, (tx) => integrations.get(tx, id));
    const work = async () => {
      const patch = { status: 'connected', reconnected: true } as const;
      await database.inTenant(tenantId, (tx) => integrations.update(tx, row.id, patch));
      throw refused;
    };
    await expect(disconnector.stopIfRefused(row, work)).rejects.toBe(refused);
    expect(await read(row)).toMatchObject({ status: 'connected', lastError: null });
  });

  describe('is reported', () => {
    const types = async ({ id }: IntegrationRow) => {
      const sql = `SELECT type, data FROM facts WHERE key = $1 AND type LIKE 'integration.%' ORDER BY id`;
      return (await query<{ type: string; data: { expiresAt?: string } }>(testDatabase.adminUrl, sql, [id])).map(
        ({ type, data }) => [type.replace('integration.', ''), data.expiresAt].filter(Boolean).join(' '),
      );
    };
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const told = () => query(testDatabase.adminUrl, `UPDATE facts SET status = 'told', told_at = now()`);

    it('once, where a consent ends soon, until it no longer does', async () => {
      const row = await connect();
      const save = (consentEndsAt: string) =>
        database.inTenant(tenantId, (tx) => credentials.save(tx, row.id, { accessToken: 'a', consentEndsAt }));
      await save(inDays(400));
      const [near, nearAgain] = [inDays(30), inDays(20)];
      await save(near);
      await told();
      await save(near);
      expect(await types(row)).toEqual([`expires_soon ${near}`]);
      await save(inDays(400));
      await save(nearAgain);
      expect(await types(row)).toEqual([`expires_soon ${near}`, `expires_soon ${nearAgain}`]);
    });

    it('once, where its credentials cannot be read, and again after they could', async () => {
      const row = await connect();
      await database.inTenant(tenantId, (tx) => credentials.save(tx, row.id, { accessToken: 'a' }));
      const loader = new ConnectionLoader(
        database,
        integrations,
        credentials,
        { get: () => ({}) } as unknown as ProviderRegistry,
        { of: () => ({}) } as unknown as ConnectionFactory,
        facts,
      );
      const rename = (from: string, to: string) =>
        query(
          testDatabase.adminUrl,
          `UPDATE integration_credentials SET kid = $3 WHERE integration_id = $1 AND kid = $2`,
          [row.id, from, to],
        );
      const [sealed] = await query<{ kid: string }>(
        testDatabase.adminUrl,
        'SELECT kid FROM integration_credentials WHERE integration_id = $1',
        [row.id],
      );
      const lose = async () => {
        await rename(sealed!.kid, 'lost');
        for (let n = 0; n < 2; n += 1) await expect(loader.open(tenantId, row.id)).rejects.toThrow();
      };
      await lose();
      await told();
      await lose();
      expect([await types(row), (await read(row)).status]).toEqual([['error'], 'error']);
      await rename('lost', sealed!.kid);
      await loader.open(tenantId, row.id);
      expect((await read(row)).status).toBe('connected');
      await lose();
      expect(await types(row)).toEqual(['error', 'error']);
    });

    it('once in a month, where a quota is nearly used', async () => {
      const warn = (month: string) => {
        const warnings = new QuotaWarnings(new Facts(), { now: () => Date.parse(`${month}-10T00:00:00Z`) });
        const use = { quota: 'QUOTA_INTEGRATIONS', of: null, used: 8, limit: 10 };
        return database.inTenant(tenantId, (tx) => warnings.note(tx, use));
      };
      for (const month of ['2028-01', '2028-01', '2028-02', '2028-02']) {
        await warn(month);
        await told();
      }
      const facts = await query<{ period: string; is_episode: boolean; count: number }>(
        testDatabase.adminUrl,
        `SELECT data->>'period' AS period, is_episode, count FROM facts WHERE type = 'quota.warning' ORDER BY id`,
      );
      expect(facts).toEqual([
        { period: '2028-01', is_episode: false, count: 1 },
        { period: '2028-02', is_episode: true, count: 1 },
      ]);
    });
  });

  describe('whose connection ends', () => {
    const ended: string[] = [];
    let fails = false;

    beforeAll(() =>
      listeners.add({
        disconnected: async (tx, integrationId) => {
          const { status } = await integrations.get(tx, integrationId);
          ended.push(`${integrationId} ${status}`);
          if (fails) throw new Error('a listener cannot end its work');
        },
      }),
    );
    const disconnect = ({ id }: IntegrationRow) =>
      database.inTenant(tenantId, (tx) => disconnector.disconnect(tx, id, null));

    it('ends in the transaction in which every listener ends what it has for it', async () => {
      const row = await connect();
      expect(await disconnect(row)).toBe(true);
      expect(ended).toContain(`${row.id} disconnected`);
    });

    it('stays connected when a listener fails', async () => {
      const row = await connect();
      fails = true;
      await expect(disconnect(row)).rejects.toThrow('a listener cannot end its work');
      fails = false;
      expect(await read(row)).toEqual(row);
    });
  });
});
