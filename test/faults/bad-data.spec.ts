import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ProviderPermissionError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
} from '../../src/providers/provider.errors.js';
import { StandInAccount } from '../providers/standin/stand-in.account.js';
import type StandInProvider from '../providers/standin/stand-in.provider.js';
import { startWithStandIn, type StandInService } from '../providers/standin/stand-in.service.js';
import { query } from '../support/database.js';
import { eventually, Tenant, type RunBody } from '../support/tenant.js';

type Provider = typeof StandInProvider;

const named = (id: string, name = id) => JSON.stringify({ id, name });

/** What single objects and single streams do to all the others: nothing. */
describe('Bad data', () => {
  let service: StandInService;
  let provider: Provider;
  let account: StandInAccount;
  let tenant: Tenant;
  let integrationId: string;

  beforeAll(async () => {
    service = await startWithStandIn({ SYNC_STREAM_TRIES: '2', SYNC_RUN_IDLE_SECONDS: '3600' });
    ({ default: provider } = await import('../providers/standin/stand-in.provider.js'));
  });
  afterAll(() => service?.end());

  beforeEach(async () => {
    account = provider.account = new StandInAccount();
    for (const stream of ['guests', 'bookings', 'tickets', 'halls'] as const) account.put(stream, 'a', named('a'));
    tenant = new Tenant(() => service.url, { role: 'admin' });
    const { status, body } = await tenant.call<{ id: string; name: string }>('POST', '/integrations', {
      provider: 'standin',
      credentials: { token: 't' },
    });
    expect([status, body.name]).toEqual([201, 'Stand-\ufffdin']);
    integrationId = body.id;
  });

  const sql = (text: string, values: unknown[] = []) => query(service.database.adminUrl, text, values);
  const names = async (stream: string) =>
    Object.fromEntries(
      (await tenant.records(integrationId, stream))
        .filter(({ deletedAt }) => deletedAt === null)
        .map(({ externalId, data }) => [externalId, (data as { name: unknown }).name]),
    );
  const integration = async () =>
    (await tenant.call<{ lastSyncAt: string | null; lastError: unknown }>('GET', `/integrations/${integrationId}`))
      .body;
  const state = async (stream: string) => (await tenant.streamStates(integrationId)).get(stream);
  /** Open gaps, as `stream reason`. */
  const gaps = async () =>
    (await tenant.coverage(integrationId)).gaps.map(({ stream, reason }) => `${stream} ${reason}`);
  /** What was reported of gaps, as `detected stream reason`. */
  const reported = async () => {
    const rows = await sql(
      `SELECT type, data FROM facts WHERE tenant_id = $1 AND type LIKE 'coverage.%' ORDER BY occurred_at, id`,
      [tenant.id],
    );
    return (rows as { type: string; data: Record<string, string> }[]).map(
      ({ type, data }) => `${type.replace('coverage.gap_', '')} ${data.stream} ${data.reason}`,
    );
  };

  it('is left out by the object, counted and named, and the rest arrives', async () => {
    account.put('guests', null, named(''));
    account.put('guests', 'half', '{"id":"half","name":"Bob \\ud83d","n\\u0000":1}');
    account.put('guests', 'endless', '{"id":"endless","name":1e400000}');
    account.put('guests', 'exact', '{"id":"exact","name":90071992547409.91}');
    account.put('guests', 'nul\0', named('nul'));
    const run = await tenant.syncAndWait(integrationId);
    expect(run).toMatchObject({
      status: 'succeeded',
      progress: { fetched: 9, created: 6, failed: 3 },
      error: {
        code: 'records_left_out',
        message: expect.stringContaining('guests endless (cannot be read)'),
        leftOut: expect.arrayContaining([
          { stream: 'guests', externalId: null, reason: 'no_key' },
          { stream: 'guests', externalId: 'endless', reason: 'unreadable' },
        ]) as unknown,
      },
    });
    expect(await names('guests')).toEqual({ a: 'a', half: 'Bob \ufffd', exact: 90071992547409.91 });
    expect(await integration()).toEqual(expect.objectContaining({ lastSyncAt: expect.any(String), lastError: null }));

    account.remove('guests', null);
    account.put('guests', 'endless', named('endless', 'Mended'));
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded', error: null });
    expect(await names('guests')).toMatchObject({ endless: 'Mended' });
    expect(await gaps()).toEqual(['guests records_left_out']);
    account.remove('guests', 'nul\0');
    await tenant.syncAndWait(integrationId, 'all', 'full');
    expect(await gaps()).toEqual([]);
    expect(await reported()).toEqual(['detected guests records_left_out', 'closed guests records_left_out']);
  });

  it('of one stream in a shared feed fails that stream at its position, until one run makes all equal', async () => {
    await tenant.syncAndWait(integrationId);
    const before = await state('bookings');
    account.refused.set('bookings', new ProviderRequestError('To email address entered is invalid'));
    for (const version of ['first', 'second']) {
      account.put('guests', 'a', named('a', version));
      account.put('bookings', 'a', named('a', version));
      expect(await tenant.syncAndWait(integrationId)).toMatchObject({
        status: 'failed',
        error: { streams: [{ stream: 'bookings', message: 'To email address entered is invalid' }] },
      });
      expect([await names('guests'), await names('bookings')]).toEqual([{ a: version }, { a: 'a' }]);
    }
    expect(await state('bookings')).toMatchObject({ status: 'failed', watermark: before?.watermark });
    expect(await state('guests')).toMatchObject({ status: 'current', lastError: null });
    const { to, gaps: open } = await tenant.coverage(integrationId);
    expect(open).toMatchObject([{ stream: 'bookings', reason: 'stream_failed', from: before?.watermark, to: null }]);
    expect(to).toBe(before?.watermark);

    account.refused.clear();
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded', error: null });
    expect(await names('bookings')).toEqual({ a: 'second' });
    expect(await reported()).toEqual(['detected bookings stream_failed', 'closed bookings stream_failed']);
  });

  it('is no stream that the account may not read: it is left alone for a day, and comes in by itself afterwards', async () => {
    const denied = new ProviderPermissionError('The plan does not include halls');
    account.failing.set('halls', denied);
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded', error: null });
    const lastError = { code: 'provider_permission_denied', message: denied.message };
    const halls = await state('halls');
    expect(halls).toMatchObject({ status: 'unavailable', watermark: null, lastError });
    const days = (Date.parse(String(halls?.retryAt)) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(0.99);
    expect(days).toBeLessThan(1.11);
    expect((await integration()).lastSyncAt).not.toBeNull();
    const coverage = await tenant.coverage(integrationId);
    expect(coverage.gaps).toMatchObject([{ stream: 'halls', reason: 'stream_unavailable', from: null, to: null }]);
    expect(coverage.to).not.toBeNull();

    account.asked.length = 0;
    await tenant.syncAndWait(integrationId);
    expect(account.asked).not.toContain('halls');
    expect(await tenant.syncAndWait(integrationId, 'halls')).toMatchObject({ status: 'succeeded' });
    expect(account.asked).toContain('halls');

    account.failing.clear();
    await tenant.syncAndWait(integrationId);
    expect(await names('halls')).toEqual({});
    await sql(`UPDATE sync_states SET unavailable_until = now() WHERE stream = 'halls'`);
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded', error: null });
    expect(await names('halls')).toEqual({ a: 'a' });
    expect(await state('halls')).toMatchObject({ status: 'current', retryAt: null, lastError: null });
    expect(await gaps()).toEqual([]);

    account.refused.set('halls', denied);
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded', error: null });
    expect(await state('halls')).toMatchObject({ status: 'unavailable', lastError });
  });

  it('is no stream that keeps failing: the others are not held up by it', async () => {
    account.failing.set('tickets', new ProviderUnavailableError('Answered 504'));
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({
      status: 'failed',
      error: { code: 'streams_failed', streams: [{ stream: 'tickets', code: 'provider_unavailable' }] },
    });
    for (const stream of ['guests', 'bookings', 'halls']) expect(await names(stream)).toEqual({ a: 'a' });
    account.failing.clear();
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded', error: null });
    expect(await names('tickets')).toEqual({ a: 'a' });
  });

  it('is no run that waits indefinitely: it ends with its reason, as a dead letter', async () => {
    account.failing.set('guests', new ProviderRateLimitedError('The month is used up', { retryAfterSeconds: 60 }));
    const { id } = await tenant.sync(integrationId, 'guests');
    const waiting = await eventually(
      async () => (await tenant.call<RunBody & { attempt: number }>('GET', `/sync/runs/${id}`)).body,
      ({ error }) => error !== null,
    );
    expect(waiting).toMatchObject({ status: 'queued', attempt: 1, error: { code: 'provider_rate_limited' } });
    await sql(`UPDATE sync_slices SET advanced_at = advanced_at - interval '2 hours' WHERE run_id = $1`, [id]);
    await sql(
      `UPDATE sync_runs SET created_at = created_at - interval '2 hours', due_at = now(), deferred = false WHERE id = $1`,
      [id],
    );
    expect(await tenant.finished(id)).toMatchObject({
      status: 'failed',
      error: { streams: [{ stream: 'guests', code: 'provider_rate_limited', message: 'The month is used up' }] },
    });
    const { body } = await tenant.call<{ data: { id: string }[] }>('GET', '/admin/dead-letters');
    expect(body.data.map((letter) => letter.id)).toContain(id);
  });

  it('is not kept for longer than its bound where its changes are in no feed', async () => {
    await tenant.syncAndWait(integrationId);
    const { body } = await tenant.call('GET', '/providers/standin');
    expect(body.streams).toContainEqual(
      expect.objectContaining({
        name: 'bookings',
        staleness: { unseen: 'A change of the seat.', withinSeconds: 3_600 },
      }),
    );
    account.put('bookings', 'a', named('a', 'Row 7'), { isSilent: true });
    account.put('bookings', 'b', named('b'), { isSilent: true });
    await tenant.syncAndWait(integrationId);
    expect(await names('bookings')).toEqual({ a: 'a' });
    const earlier = await state('bookings');
    await sql(`UPDATE sync_states SET listed_at = listed_at - interval '1 hour' WHERE stream = 'bookings'`);
    expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded', error: null });
    expect(await names('bookings')).toEqual({ a: 'Row 7', b: 'b' });
    expect(Date.parse(String((await state('bookings'))?.listedAt))).toBeGreaterThan(
      Date.parse(String(earlier?.listedAt)),
    );
  });
});
