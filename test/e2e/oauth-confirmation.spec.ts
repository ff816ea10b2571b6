import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  beginConsent,
  openCallback,
  confirm,
  postAsService,
  startConsentWorld,
  openAuthorizeUrl,
} from '../support/consent.client.js';
import { query } from '../support/database.js';
import { leaksIn } from '../support/leak.finder.js';
import { dumpRedis } from '../support/redis.dump.js';
import { seeded } from '../support/seeded.random.js';
import { dumpTables } from '../support/table.dump.js';
import { eventually, type Tenant } from '../support/tenant.js';
import type { Account, World } from '../support/world.js';

const PATH = '/integrations/oauth/stripe/confirm';
const random = seeded();
const OLD = `old:${random.bytes(32).toString('base64')}`;
const NEW = `new:${random.bytes(32).toString('base64')}`;
const INVALID = { status: 400, body: { code: 'invalid_confirmation' } };
const INVALID_STATE = { status: 400, body: { code: 'invalid_oauth_state' } };
const OTHER_PRINCIPAL = { status: 403, body: { code: 'oauth_other_principal' } };

interface Waiting {
  callback: URL;
  /** Of the browser that began. */
  cookie: string;
  confirmation: string;
}

describe('Confirming a consent of another browser', () => {
  let world: World;
  let account: Account;
  let tenant: Tenant;
  /** Every code and confirmation of these tests. */
  const secrets: [string, string][] = [];

  beforeAll(async () => {
    const env = { LOG_LEVEL: 'trace', ENCRYPTION_KEYS: OLD, OAUTH_RETURN_TO: 'https://app.example' };
    world = await startConsentWorld(env);
  });
  afterAll(() => world?.end());

  beforeEach(async () => {
    tenant = world.tenant();
    account = await world.account({ scale: 2 });
    await consents({ account: account.id, deny: false });
  });

  const consents = (body: Record<string, unknown>) => world.sandbox.control('POST', '/oauth', body);
  const rows = (who = tenant) =>
    query(world.database.adminUrl, 'SELECT * FROM oauth_confirmations WHERE tenant_id = $1', [who.id]);
  const states = () => query(world.database.adminUrl, 'SELECT * FROM oauth_states WHERE tenant_id = $1', [tenant.id]);
  const integrations = async () => (await tenant.call<{ data: unknown[] }>('GET', '/integrations')).body.data;
  const expire = () =>
    query(world.database.adminUrl, 'UPDATE oauth_confirmations SET expires_at = now() WHERE tenant_id = $1', [
      tenant.id,
    ]);
  /** Another user of the same tenant. */
  const colleague = () => Object.assign(world.tenant({ role: 'venue-owner', sub: 'user-2' }), { id: tenant.id });
  /** Begun here, consented elsewhere. */
  const wait = async (who = tenant): Promise<Waiting> => {
    const begun = await beginConsent(who, 'stripe');
    const callback = await openAuthorizeUrl(begun);
    const { status, body } = await openCallback(callback);
    expect([status, body]).toEqual([202, { confirmation: expect.any(String), expiresAt: expect.any(String) }]);
    const confirmation = String(body.confirmation);
    secrets.push(['confirmation', confirmation], ['code', callback.searchParams.get('code') ?? '']);
    return { callback, cookie: begun.cookie, confirmation };
  };

  it('takes four minutes at most, and sends the other browser nowhere', async () => {
    const begun = await beginConsent(tenant, 'stripe', { returnTo: 'https://app.example/' });
    const { status, headers, body } = await openCallback(await openAuthorizeUrl(begun));
    expect([status, headers.get('location'), headers.get('set-cookie')]).toEqual([202, null, null]);
    expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer']);
    const seconds = (Date.parse(String(body.expiresAt)) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(230);
    expect(seconds).toBeLessThanOrEqual(241);
    expect(await integrations()).toEqual([]);
  });

  it('connects the account, says whether it was known, and works once', async () => {
    const first = await wait();
    const { status, body, headers } = await confirm(tenant, 'stripe', first.confirmation);
    expect([status, body]).toMatchObject([201, { externalAccountId: account.id, status: 'connected' }]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await tenant.call('GET', `/integrations/${String(body.id)}`)).body).toEqual(body);
    expect(await confirm(tenant, 'stripe', first.confirmation)).toMatchObject(INVALID);
    const second = await wait();
    expect(await confirm(tenant, 'stripe', second.confirmation)).toMatchObject({ status: 200, body: { id: body.id } });
    expect([await rows(), await states()]).toEqual([[], []]);
  });

  it('is for what came back first: the state is used up, for the browser that began as well', async () => {
    const { callback, cookie, confirmation } = await wait();
    const other = new URL(callback);
    other.searchParams.set('code', 'ac_of_somebody_else');
    for (const url of [callback, other]) {
      for (const given of [cookie, undefined]) expect(await openCallback(url, given)).toMatchObject(INVALID_STATE);
    }
    callback.searchParams.set('error', 'access_denied');
    expect(await openCallback(callback)).toMatchObject(INVALID_STATE);
    expect(await rows()).toHaveLength(1);
    expect((await confirm(tenant, 'stripe', confirmation)).status).toBe(201);
  });

  it('is not spent on a HEAD, with which links are previewed', async () => {
    const begun = await beginConsent(tenant, 'stripe');
    const callback = await openAuthorizeUrl(begun);
    const previewed = await fetch(callback, { method: 'HEAD' });
    expect([previewed.status, previewed.headers.get('allow')]).toEqual([405, 'GET']);
    expect([await rows(), (await states()).length]).toEqual([[], 1]);
    expect(await openCallback(callback)).toMatchObject({ status: 202 });
  });

  it('is needed by one of many callbacks at once', async () => {
    const callback = await openAuthorizeUrl(await beginConsent(tenant, 'stripe'));
    const answers = await Promise.all(Array.from({ length: 20 }, () => openCallback(callback)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, ...Array.from({ length: 19 }, () => 400)]);
    expect(await rows()).toHaveLength(1);
  });

  it('exchanges once, however many confirm at once', async () => {
    const { confirmation } = await wait();
    const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(tenant, 'stripe', confirmation)));
    const codes = answers.map(({ status, body }) => `${status} ${String(body.code ?? '')}`).sort();
    expect(codes).toEqual(['201 ', ...Array.from({ length: 19 }, () => '400 invalid_confirmation')]);
    expect(await integrations()).toHaveLength(1);
  });

  it('is refused to another tenant and to a colleague, and over with that', async () => {
    for (const who of [world.tenant(), colleague()]) {
      const { confirmation } = await wait();
      expect(await confirm(who, 'stripe', confirmation)).toMatchObject(OTHER_PRINCIPAL);
      expect(await rows()).toEqual([]);
      expect(await confirm(who, 'stripe', confirmation)).toMatchObject(INVALID);
      expect(await confirm(tenant, 'stripe', confirmation)).toMatchObject(INVALID);
    }
    expect(await integrations()).toEqual([]);
  });

  it('is refused to a user or another service where a service began', async () => {
    const authorize = '/integrations/oauth/stripe/authorize';
    const asks: ((confirmation: unknown) => Promise<{ status: number; body: unknown }>)[] = [
      (confirmation) => confirm(tenant, 'stripe', confirmation),
      (confirmation) => postAsService(world.service.url, 'auth-service', tenant.id, PATH, { confirmation }),
    ];
    for (const ask of asks) {
      const begun = await postAsService(world.service.url, 'payment-service', tenant.id, authorize);
      const { body } = await openCallback(
        await openAuthorizeUrl(begun as unknown as Parameters<typeof openAuthorizeUrl>[0]),
      );
      expect(await ask(body.confirmation)).toMatchObject(OTHER_PRINCIPAL);
      const { confirmation } = body;
      expect(
        await postAsService(world.service.url, 'payment-service', tenant.id, PATH, { confirmation }),
      ).toMatchObject(INVALID);
    }
  });

  it('is asked of the provider that the code is for', async () => {
    const { confirmation } = await wait();
    expect(await confirm(tenant, 'square', confirmation)).toMatchObject(INVALID);
    for (const unknown of ['nonesuch', '__proto__']) {
      expect(await confirm(tenant, unknown, confirmation)).toMatchObject({ status: 404 });
    }
    expect((await confirm(tenant, 'stripe', confirmation)).status).toBe(201);
  });

  it('comes too late after the expiry, when the code is thrown away', async () => {
    const { confirmation } = await wait();
    await expire();
    expect(await confirm(tenant, 'stripe', confirmation)).toMatchObject(INVALID);
    expect(await rows()).toEqual([]);
    await wait();
    await expire();
    const latest = await wait();
    expect(await rows()).toHaveLength(1);
    await expire();
    await world.tenant({ role: 'admin' }).call('POST', '/admin/cleanup');
    await eventually(rows, (left) => left.length === 0);
    expect(await confirm(tenant, 'stripe', latest.confirmation)).toMatchObject(INVALID);
  });

  it('wants the permission, and a body that it knows', async () => {
    const { confirmation } = await wait();
    const manager = Object.assign(world.tenant({ role: 'venue-manager' }), { id: tenant.id });
    expect(await confirm(manager, 'stripe', confirmation)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    for (const body of [{}, { confirmation: 7 }, { confirmation: [confirmation] }, { confirmation, more: 1 }, []]) {
      expect([body, await tenant.call('POST', PATH, body)]).toMatchObject([body, { status: 400 }]);
    }
    for (const junk of [' ', 'x', `${confirmation} `, `${confirmation}.x`, confirmation.toLowerCase(), '\u0000']) {
      expect([junk, (await confirm(tenant, 'stripe', junk)).status]).toEqual([junk, 400]);
    }
    expect((await confirm(tenant, 'stripe', confirmation)).status).toBe(201);
  });

  it('gives the first answer again for an Idempotency-Key', async () => {
    const { confirmation } = await wait();
    const key = { 'idempotency-key': 'one' };
    const first = await confirm(tenant, 'stripe', confirmation, key);
    const second = await confirm(tenant, 'stripe', confirmation, key);
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    const { confirmation: another } = await wait();
    expect(await confirm(tenant, 'stripe', another, key)).toMatchObject({ body: { code: 'idempotency_key_reused' } });
    expect((await confirm(tenant, 'stripe', another)).status).toBe(200);
  });

  it('ends with a code that the provider refuses', async () => {
    const callback = await openAuthorizeUrl(await beginConsent(tenant, 'stripe'));
    callback.searchParams.set('code', 'ac_of_somebody_else');
    const { confirmation } = (await openCallback(callback)).body;
    const answer = await confirm(tenant, 'stripe', confirmation);
    expect(answer).toMatchObject({ status: 422, body: { code: 'provider_rejected_credentials' } });
    expect(JSON.stringify(answer.body)).not.toContain('ac_of');
    expect(await confirm(tenant, 'stripe', confirmation)).toMatchObject(INVALID);
  });

  it('is not offered to who refused, and the refusal ends the consent', async () => {
    await consents({ deny: true });
    const begun = await beginConsent(tenant, 'stripe', { returnTo: 'https://app.example/' });
    const callback = await openAuthorizeUrl(begun);
    const { status, headers, body } = await openCallback(callback);
    expect([status, body.code, headers.get('location')]).toEqual([403, 'oauth_denied', null]);
    expect(await openCallback(callback, begun.cookie)).toMatchObject(INVALID_STATE);
    expect([await rows(), await states()]).toEqual([[], []]);
  });

  it('is kept for the twenty newest of a principal', async () => {
    const waiting: Waiting[] = [];
    for (let i = 0; i < 22; i += 1) waiting.push(await wait());
    const others = await wait(colleague());
    expect(await rows()).toHaveLength(21);
    for (const { confirmation } of waiting.slice(0, 2)) {
      expect(await confirm(tenant, 'stripe', confirmation)).toMatchObject(INVALID);
    }
    expect((await confirm(tenant, 'stripe', waiting[2]?.confirmation)).status).toBe(201);
    expect((await confirm(colleague(), 'stripe', others.confirmation)).status).toBe(200);
  });

  it('is documented', async () => {
    const response = await fetch(`${world.service.url}/docs-json`);
    const { paths } = (await response.json()) as { paths: Record<string, Record<string, { responses: object }>> };
    const path = '/api/v1/integrations/oauth/{provider}';
    const answers = (operation?: { responses: object }) => JSON.stringify(operation?.responses);
    expect(answers(paths[`${path}/callback`]?.get)).toMatch(/"202":.*"#\/components\/schemas\/ConfirmationDto"/);
    expect(answers(paths[`${path}/confirm`]?.post)).toMatch(/"201":.*"#\/components\/schemas\/IntegrationDto"/);
  });

  it('survives a rotation of ENCRYPTION_KEYS', async () => {
    const { confirmation } = await wait();
    world.service.env.ENCRYPTION_KEYS = `${NEW},${OLD}`;
    await world.service.stop();
    await world.restart();
    await world.tenant({ role: 'admin' }).call('POST', '/admin/encryption/rotate');
    expect(await rows()).toMatchObject([{ kid: 'new' }]);
    expect((await confirm(tenant, 'stripe', confirmation)).status).toBe(201);
  });

  it('leaves neither a code nor a confirmation in a table, in Redis or in a log', async () => {
    const { confirmation } = await wait();
    await confirm(world.tenant(), 'stripe', confirmation);
    await wait();
    const tables = await dumpTables(world.database.adminUrl);
    const redis = await dumpRedis(world.service.env.REDIS_URL ?? '');
    const log = world.service.output();
    for (const text of [tables, redis, log]) expect(leaksIn(text, secrets)).toEqual([]);
    // In a dump of nothing, nothing would be found.
    expect(await rows()).toHaveLength(1);
    expect([tables, log]).toEqual([expect.stringContaining(tenant.id), expect.stringContaining('listens on')]);
    expect(redis).not.toBe('');
  });
});
