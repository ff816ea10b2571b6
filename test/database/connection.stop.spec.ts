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
import { ConnectionListeners } from '../../src/integrations/connections/connection.listeners.js';
import { CredentialOwnerStore } from '../../src/integrations/connections/credential-owner.store.js';
import { Disconnector } from '../../src/integrations/connections/disconnector.js';
import type { IntegrationRow } from '../../src/integrations/connections/integration.row.js';
import { IntegrationStore } from '../../src/integrations/connections/integration.store.js';
import { CredentialOwner } from '../../src/credentials/credential-owner.port.js';
import { ConsentEnds } from '../../src/credentials/vault/consent.ends.js';
import { CredentialStore } from '../../src/credentials/vault/credential.store.js';
import { Vault } from '../../src/credentials/vault/vault.js';
import * as errors from '../../src/providers/provider.errors.js';
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

  beforeAll(async () => {
    testDatabase = await createDatabase();
    const pool = { url: testDatabase.url, poolSize: 2, statementTimeoutMs: 10_000, applicationName: 'spec' };
    dataSource = await new DataSource(dataSourceOptions(pool)).initialize();
    database = new Database(dataSource);
    const owner = new CredentialOwner();
    const credentials = new CredentialStore(
      new Vault(config),
      owner,
      config,
      new ConsentEnds(config, new Metrics(), new Clock()),
    );
    const facts = new ConnectionFacts(new Facts());
    disconnector = new Disconnector(database, integrations, credentials, listeners, facts);
    owner.fill(new CredentialOwnerStore(disconnector, facts));
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
