import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { loadConfig } from '../../src/config/config.js';
import { Vault } from '../../src/credentials/vault/vault.js';
import { SEALED_OPERATIONS } from '../../src/outbound/targets/sealed.operations.js';
import { beginConsent, openCallback, openAuthorizeUrl } from '../support/consent.client.js';
import { query } from '../support/database.js';
import { startInstance } from '../support/service.instance.js';
import { IssuedValues } from '../support/issued.values.js';
import { storeSecrets } from '../support/sealed.rows.js';
import { seeded } from '../support/seeded.random.js';
import { freePort } from '../support/free.port.js';
import { startService } from '../support/service.js';
import { eventually, type RunBody, type Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

const random = seeded();
const OLD = `old:${random.bytes(32).toString('base64')}`;
const NEW = `new:${random.bytes(32).toString('base64')}`;
const PLATFORM = { STRIPE_SECRET_KEY: 'sk_test_platform', STRIPE_CLIENT_ID: 'ca_sandbox' };
const WORKERS = 3;
const CREATED = [200, 201];

interface Rotation {
  rotated: number;
  unreadable: number;
  tables: { table: string; rotated: number; unreadable: number }[];
}

/** A service whose first encryption key is the old one, with a tenant that holds what it has issued. */
async function startIssuing(answers: number, consents: number) {
  const port = String(await freePort());
  const PUBLIC_URL = `http://127.0.0.1:${port}`;
  const limits = {
    OAUTH_CONFIRMATION_SECONDS: '600',
    KEY_ROTATION_BATCH: '2',
    SECRET_RETRY_SECONDS: '1',
    WEBHOOK_ENDPOINT_RELOAD_MS: '1',
    CONSENT_REVOCATION_INTERVAL_MS: '3600000',
  };
  const world = await startWorld({ ENCRYPTION_KEYS: OLD, PORT: port, PUBLIC_URL, ...PLATFORM, ...limits });
  const tenant = world.tenant();
  const integrations: string[] = [];
  for (let n = 0; n < 2; n++) integrations.push(await tenant.connect((await world.account({ scale: 2 })).secretKey));
  await leaveRevocation(world, tenant);
  await leaveOperations(world);
  const owned = await world.account({ scale: 2 });
  await world.sandbox.control('POST', '/oauth', { account: owned.id, deny: false });
  const things = new IssuedValues(world, tenant, integrations[0]!);
  await things.issue(answers, consents);
  const restartWith = async (...keys: string[]) => {
    await world.service.stop();
    world.service = await startService({ ...world.service.env, ENCRYPTION_KEYS: keys.join(',') });
  };
  const rotate = async () => {
    const { status, body } = await world.tenant({ role: 'admin' }).call<Rotation>('POST', '/admin/encryption/rotate');
    return { status, ...body };
  };
  return { world, tenant, things, other: integrations[1]!, restartWith, rotate };
}

/** A consent that a worker is to give back, and that none looks for during the test: sealed like all others. */
async function leaveRevocation(world: World, tenant: Tenant): Promise<void> {
  const account = await world.account({ scale: 2 });
  await world.sandbox.control('POST', '/oauth', { account: account.id, deny: false });
  const begun = await beginConsent(tenant, 'stripe');
  const { body } = await openCallback(await openAuthorizeUrl(begun), begun.cookie);
  const api = await startInstance(world.service, { ROLES: 'api' });
  const headers = { authorization: `Bearer ${tenant.token()}` };
  await fetch(`${api.url}/api/v1/integrations/${String(body.id)}`, { method: 'DELETE', headers });
  await api.stop();
}

/** Requests that were sent to accounts: their bytes are sealed like all others. */
async function leaveOperations({ database }: World): Promise<void> {
  const vault = new Vault(loadConfig({ ENCRYPTION_KEYS: OLD }));
  await storeSecrets(database.adminUrl, SEALED_OPERATIONS, ['{}', '{"a":1}'], (secret, place) =>
    vault.seal(secret, place),
  );
}

type Issuing = Awaited<ReturnType<typeof startIssuing>>;

/** Tables with sealed secrets, as the schema has them. */
async function sealedTables({ database }: World): Promise<string[]> {
  const rows = await query<{ name: string }>(
    database.adminUrl,
    `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public'
       AND column_name IN ('kid', 'wrapped_key', 'ciphertext') GROUP BY 1 HAVING count(*) = 3 ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Tables, and the names of the keys that have sealed something in them. */
async function kids(world: World): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const name of await sealedTables(world)) {
    const rows = await query<{ kid: string }>(world.database.adminUrl, `SELECT DISTINCT kid FROM ${name}`);
    found[name] = rows.map(({ kid }) => kid);
  }
  return found;
}

describe('Rotating ENCRYPTION_KEYS', () => {
  let issuing: Issuing;
  const everywhere = async (kid: string) =>
    Object.fromEntries((await sealedTables(issuing.world)).map((name) => [name, [kid]]));

  beforeAll(async () => {
    issuing = await startIssuing(20, 3);
  });
  afterAll(() => issuing?.world.end());

  it('keeps everything working that was issued before, under load, until the old key has gone', async () => {
    const { world, things, restartWith, rotate } = issuing;
    expect(await kids(world)).toEqual(await everywhere('old'));
    expect(await things.faults()).toEqual([]);

    await restartWith(NEW, OLD);
    expect(await things.faults()).toEqual([]);
    expect(CREATED).toContain(await things.consent());

    const load = startLoad(things);
    await load.roundsFrom(0);
    const report = await rotate();
    await load.roundsFrom(load.rounds());
    expect(CREATED).toContain(await things.consent());
    expect(await load.stop()).toEqual([]);
    expect(report).toMatchObject({ status: 200, unreadable: 0 });
    expect(report.tables.map(({ table }) => table)).toEqual(await sealedTables(world));
    for (const { table, rotated } of report.tables) expect([table, rotated > 0]).toEqual([table, true]);
    expect(await kids(world)).toEqual(await everywhere('new'));
    expect(await rotate()).toMatchObject({ status: 200, rotated: 0, unreadable: 0 });

    await restartWith(NEW);
    expect(await things.faults()).toEqual([]);
    expect(CREATED).toContain(await things.consent());
    expect(CREATED).toContain(await things.confirm());
    expect((await things.deliver('whsec_forged_signature')).status).toBe(401);
  });
});

/** Repeats, deliveries, pages and calls, old and new, until it is stopped; what went wrong then. */
function startLoad(things: IssuedValues) {
  const faults: string[] = [];
  let rounds = 0;
  let stopped = false;
  const worker = async (name: number) => {
    for (let round = 0; !stopped; round++) {
      const key = `load-${name}-${round}`;
      await things.first(key);
      const again = await things.repeat(key);
      if (!again.same) faults.push(`${key}: ${JSON.stringify(again)}`);
      faults.push(...(name === 0 ? await things.faults() : []));
      const { status } = await things.deliver();
      if (status !== 200) faults.push(`delivery: ${status}`);
      rounds++;
    }
  };
  const workers = Promise.all(Array.from({ length: WORKERS }, (_, name) => worker(name)));
  return {
    rounds: () => rounds,
    roundsFrom: (start: number) =>
      eventually(
        async () => rounds,
        (now) => now >= start + WORKERS * 2,
      ),
    stop: async () => {
      stopped = true;
      await workers;
      return faults;
    },
  };
}

describe('An encryption key that was taken away too early', () => {
  let issuing: Issuing;
  const UNREADABLE = { code: 'secret_unreadable', detail: expect.stringContaining('lacks the key "old"') };
  const integration = async (id: string) => (await issuing.tenant.call('GET', `/integrations/${id}`)).body;

  beforeAll(async () => {
    issuing = await startIssuing(1, 1);
    await issuing.restartWith(NEW);
  });
  afterAll(() => issuing?.world.end());

  it('is named by the calls that need it, and shows in the status of the integration', async () => {
    const { tenant, things } = issuing;
    for (const action of ['test', 'refresh']) {
      const answer = await tenant.call('POST', `/integrations/${things.integrationId}/${action}`);
      expect(answer).toMatchObject({ status: 503, body: UNREADABLE });
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    const { status, lastError } = await integration(things.integrationId);
    expect([status, lastError]).toMatchObject(['error', { code: 'secret_unreadable' }]);
  });

  it('has a provider deliver again, whatever signed the delivery', async () => {
    for (const secret of [undefined, 'whsec_forged_signature']) {
      const { status, retryAfter, body } = await issuing.things.deliver(secret);
      expect([status, retryAfter, body]).toMatchObject([503, '1', UNREADABLE]);
    }
  });

  it('has a caller repeat a request later, and does not make it twice', async () => {
    const { status, body } = await issuing.things.repeat('endpoint');
    expect([status, body]).toMatchObject([503, UNREADABLE]);
    const { tenant, things } = issuing;
    const { body: list } = await tenant.call('GET', `/integrations/${things.integrationId}/webhook-endpoints`);
    expect(list.data).toHaveLength(1);
  });

  it('voids cursors and consents of before, and no new ones', async () => {
    const { tenant, things } = issuing;
    expect(await things.nextPage()).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    expect(await things.consent()).toBe(400);
    const { body } = await tenant.call<{ nextCursor: string }>('GET', '/integrations?limit=1');
    expect((await tenant.call('GET', `/integrations?limit=1&cursor=${body.nextCursor}`)).status).toBe(200);
  });

  it('is counted by a rotation', async () => {
    const { rotated, unreadable, tables } = await issuing.rotate();
    expect([rotated, unreadable >= 8]).toEqual([0, true]);
    expect(tables.filter((table) => table.unreadable === 0)).toEqual([]);
  });

  it('leaves a paused integration paused, and lets an owner connect again', async () => {
    const { tenant, other, world } = issuing;
    await tenant.call('PATCH', `/integrations/${other}`, { status: 'paused' });
    expect((await tenant.call('POST', `/integrations/${other}/test`)).status).toBe(503);
    expect(await integration(other)).toMatchObject({ status: 'paused', lastError: { code: 'secret_unreadable' } });
    const { externalAccountId: account } = await integration(other);
    const credentials = { apiKey: `sk_test_${randomUUID().replaceAll('-', '')}` };
    await world.sandbox.control('POST', '/keys', { account, key: credentials.apiKey });
    expect((await tenant.call('PATCH', `/integrations/${other}`, { credentials })).status).toBe(200);
    expect((await tenant.call('POST', `/integrations/${other}/test`)).body).toMatchObject({ ok: true });
    expect(await integration(other)).toMatchObject({ status: 'connected', lastError: null });
  });

  it('holds work up without using its attempts, and all goes on once it is back', async () => {
    const { tenant, things, restartWith, world } = issuing;
    const { id } = await tenant.sync(things.integrationId, 'customers');
    const claims = () =>
      query<{ fence: string; attempts: number }>(
        world.database.adminUrl,
        `SELECT fence, attempts FROM sync_runs WHERE id = $1`,
        [id],
      );
    const [claimed] = await eventually(claims, ([run]) => Number(run?.fence) >= 3);
    expect(claimed?.attempts).toBe(0);
    const { body: held } = await tenant.call<RunBody>('GET', `/sync/runs/${id}`);
    expect([held.finishedAt, held.error]).toMatchObject([null, { code: 'secret_unreadable' }]);
    await restartWith(NEW, OLD);
    expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded', error: null });
    expect(await integration(things.integrationId)).toMatchObject({ status: 'connected', lastError: null });
    expect(await things.faults()).toEqual([]);
  });
});
