import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { checkedFetch } from '../support/checked.fetch.js';
import { query } from '../support/database.js';
import { send } from '../support/http.client.js';
import { serviceHeaders } from '../support/internal-service.headers.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';
import { TIME, UUID } from './shapes.js';

type Target = Record<string, unknown> & { id: string; status: string; reason: { code: string } | null };
interface Page {
  data: Target[];
  nextCursor: string | null;
}
interface Batch {
  settled: boolean;
  status: string;
  counts: Record<string, number>;
  items: { id: string | null; outcome: string; settled: boolean; targets: unknown[]; errors: unknown[] }[];
}
interface SentEvent {
  id: string;
  name: string;
  data: Record<string, unknown>;
}

const AT = '2026-03-01T10:00:00Z';
const contact = (id: string, over: object = {}) => ({
  id,
  email: `${id}@example.org`,
  emailConsent: 'unknown',
  updatedAt: AT,
  ...over,
});
const IMPORT_MAX = 20_000;

/** Targets are written to the tables, so that this suite holds whatever is pushed to which provider. */
describe('Outbound', () => {
  let world: World;
  let tenant: Tenant;
  let integrationId: string;

  beforeAll(async () => {
    world = await startWorld({ IMPORT_MAX_BODY_BYTES: String(IMPORT_MAX), OUTBOUND_STEP_ITEMS: '5' });
  });
  afterAll(() => world?.end());
  beforeEach(() => {
    tenant = world.tenant();
    integrationId = randomUUID();
  });

  const sql = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
    query<Row>(world.database.adminUrl, text, values);

  /** An integration of a provider that nothing is pushed to, in a status. */
  const connect = async (status = 'connected', provider = 'stripe') => {
    await sql(
      `INSERT INTO integrations (tenant_id, id, provider, name, environment, status, auth_method, external_account_id, scopes, settings)
       VALUES ($1, $2, $5, 'Box office', 'sandbox', $3, 'key', $4, '{}', '{}')`,
      [tenant.id, integrationId, status, `acct_${integrationId}`, provider],
    );
    return integrationId;
  };

  const put = async (platformId: string, columns: Record<string, unknown> = {}): Promise<string> => {
    const row = {
      tenant_id: tenant.id,
      id: randomUUID(),
      integration_id: integrationId,
      provider: 'stripe',
      target: 'sale',
      entity: 'payments',
      platform_id: platformId,
      subject: platformId,
      wanted: 7,
      status: 'dead',
      reason: { code: 'refused', message: 'No' },
      reason_since: new Date(),
      ...columns,
    };
    const names = Object.keys(row);
    const values = names.map((_, index) => `$${index + 1}`);
    await sql(`INSERT INTO outbound_targets (${names.join(', ')}) VALUES (${values.join(', ')})`, Object.values(row));
    await sql(
      `INSERT INTO outbound_sources (tenant_id, target_id, entity, platform_id, version) VALUES ($1, $2, $3, $4, 7)`,
      [tenant.id, row.id, row.entity, platformId],
    );
    return row.id;
  };
  const list = async (search = '', caller = tenant) => (await caller.call<Page>('GET', `/sync/outbound${search}`)).body;
  const get = async (id: string) => (await tenant.call<Target>('GET', `/sync/outbound/${id}`)).body;
  const batch = async (id: string) => (await tenant.call<Batch>('GET', `/sync/outbound/batches/${id}`)).body;
  const settled = (id: string) =>
    eventually(
      () => batch(id),
      (one) => one.settled,
    );
  const later = (ms: number) => new Date(Date.now() + ms);

  const asService = (service: string, method: string, path: string, body?: unknown) => {
    const full = `/api/v1${path}`;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const signed = serviceHeaders({ service, tenantId: tenant.id, method, path: full, body: text, version: 2 });
    const headers = { ...signed, ...(text && { 'content-type': 'application/json' }) };
    return send(world.service.url, { method, path: full, headers, body: text });
  };

  const events = async (id: string, lastEventId?: string, caller = tenant): Promise<SentEvent[]> => {
    const { status, text } = await checkedFetch(`${world.service.url}/api/v1/sync/outbound/batches/${id}/events`, {
      headers: { authorization: `Bearer ${caller.token()}`, ...(lastEventId && { 'last-event-id': lastEventId }) },
    });
    expect(status).toBe(200);
    return [...text.matchAll(/id: (.*)\nevent: (.*)\ndata: (.*)\n\n/g)].map(
      ([, eventId = '', name = '', data = '']) => ({
        id: eventId,
        name,
        data: JSON.parse(data) as Record<string, unknown>,
      }),
    );
  };

  describe('targets', () => {
    it('are listed page by page, in the order of their ids, and only to their tenant', async () => {
      const ids = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => put(name)));
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: Page = await list(`?limit=2${cursor && `&cursor=${cursor}`}`);
        seen.push(...page.data.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(ids.toSorted());
      const other = world.tenant();
      expect(await list('', other)).toEqual({ data: [], nextCursor: null });
      const foreign = await other.call('GET', `/sync/outbound/${ids[0]}`);
      expect([foreign.status, foreign.body.code]).toEqual([404, 'outbound_target_not_found']);
    });

    it('are found by each of their properties, and by every item that feeds them', async () => {
      const sale = await put('pay_1', { status: 'waiting', reason: { code: 'account', message: 'Choose' } });
      const tags = await put('tic_1', { target: 'tags', entity: 'tickets', status: 'applied', reason: null });
      await sql(
        `INSERT INTO outbound_sources (tenant_id, target_id, entity, platform_id, version) VALUES ($1, $2, 'tickets', 'tic_2', 7)`,
        [tenant.id, tags],
      );
      const found = async (search: string) => (await list(search)).data.map(({ id }) => id);
      expect(await found('?entity=payments')).toEqual([sale]);
      expect(await found('?status=waiting')).toEqual([sale]);
      expect(await found('?target=tags')).toEqual([tags]);
      expect(await found('?platformId=tic_2')).toEqual([tags]);
      expect(await found('?platformId=tic_2&entity=payments')).toEqual([]);
      await sql(
        `INSERT INTO outbound_sources (tenant_id, target_id, entity, platform_id, version) VALUES ($1, $2, 'contacts', 'con_1', 7)`,
        [tenant.id, tags],
      );
      expect(await found('?platformId=con_1&entity=contacts')).toEqual([tags]);
      expect(await found(`?integrationId=${integrationId}`)).toHaveLength(2);
      expect(await found(`?integrationId=${randomUUID()}`)).toEqual([]);
      expect(await found(`?since=${later(60_000).toISOString()}`)).toEqual([]);
      const refused = await tenant.call('GET', '/sync/outbound?status=idle');
      expect(refused.status).toBe(400);
    });

    it('are shown with a reason of the closed list, and with their requests without bodies', async () => {
      const id = await put('pay_1', {
        external_id: '145',
        applied: 6,
        reason: { code: 'of_a_later_version', message: 'x' },
      });
      await sql(
        `INSERT INTO outbound_operations (tenant_id, target_id, operation, generation, kind, version, changes, status,
           idempotency_key, reference, request_head, content_hash, first_sent_at, last_sent_at, error)
         VALUES ($1, $2, 1, 0, 'create', 7, 1, 'failed', 'hkey', 'ref', $3, '\\x00', now(), now(), $4)`,
        [
          tenant.id,
          id,
          { kind: 'create', method: 'POST', path: '/v1/things', headers: { accept: 'application/json' } },
          { code: 'provider_refused_request', message: 'No' },
        ],
      );
      expect(await get(id)).toEqual({
        id,
        integrationId,
        provider: 'stripe',
        target: 'sale',
        entity: 'payments',
        platformId: 'pay_1',
        part: '',
        status: 'dead',
        reason: { code: 'other', message: 'x', since: TIME },
        wantedVersion: 7,
        appliedVersion: 6,
        externalId: '145',
        externalUrl: null,
        attempts: 0,
        nextAt: null,
        batchIds: [],
        lastError: null,
        createdAt: TIME,
        updatedAt: TIME,
        operations: [
          expect.objectContaining({
            operation: 1,
            status: 'failed',
            idempotencyKey: 'hkey',
            request: {
              method: 'POST',
              url: '/v1/things',
              headers: { accept: 'application/json' },
              bodyBytes: null,
              bodySha256: null,
            },
            error: { code: 'provider_refused_request', message: 'No' },
          }),
        ],
      });
    });

    it('are unknown while a request is in doubt, and wait for another one visibly after an hour only', async () => {
      const reason = { code: 'dependency', message: 'item of evt_1 is not there yet' };
      const doubt = await put('a', {
        status: 'pending',
        in_doubt: true,
        reason: null,
        due_at: later(3_600_000),
        deferred: true,
      });
      const soon = await put('b', { status: 'waiting', reason });
      const long = await put('c', { status: 'waiting', reason, reason_since: later(-3_700_000) });
      const statuses = Object.fromEntries((await list()).data.map(({ id, status }) => [id, status]));
      expect(statuses).toEqual({ [doubt]: 'unknown', [soon]: 'pending', [long]: 'waiting' });
      expect((await list('?status=unknown')).data.map(({ id }) => id)).toEqual([doubt]);
      expect((await list('?status=waiting')).data).toEqual([
        expect.objectContaining({ id: long, reason: expect.objectContaining({ code: 'dependency' }) }),
      ]);
    });
  });

  describe('sending again', () => {
    it('is for callers that may push the entity, and for targets that have ended', async () => {
      const id = await put('pay_1');
      const open = await put('pay_2', {
        status: 'pending',
        in_doubt: true,
        reason: null,
        due_at: later(3_600_000),
        deferred: true,
      });
      const path = `/sync/outbound/${id}/replay`;
      expect((await asService('ticket-service', 'POST', path)).status).toBe(403);
      expect((await asService('auth-service', 'POST', path)).status).toBe(403);
      expect((await get(id)).status).toBe('dead');
      const busy = await tenant.call('POST', `/sync/outbound/${open}/replay`);
      expect([busy.status, busy.body.code]).toEqual([409, 'outbound_target_not_finished']);
      expect((await world.tenant().call('POST', path)).status).toBe(404);
      expect((await asService('payment-service', 'POST', path)).status).toBe(202);
      // A worker finds that there is no such integration.
      await eventually(
        () => get(id),
        ({ status, reason }) => status === 'skipped' && reason?.code === 'disconnected',
      );
    });

    it('of many counts first, takes what the filter says, and only what the caller may push', async () => {
      await Promise.all(Array.from({ length: 7 }, (_, i) => put(`pay_${i}`)));
      const contactId = await put('con_1', { entity: 'contacts', target: 'member' });
      const replay = (filter: object, dryRun?: boolean) =>
        tenant.call('POST', '/sync/outbound/replay', { filter, dryRun });
      const counted = await replay({ entity: 'payments', code: 'refused' }, true);
      expect([counted.status, counted.body]).toEqual([202, { replayed: 7, more: false }]);
      expect((await replay({ code: 'attempts' }, true)).body).toEqual({ replayed: 0, more: false });
      expect((await replay({ ids: [contactId] }, true)).body).toEqual({ replayed: 1, more: false });
      expect((await list('?status=dead')).data).toHaveLength(8);
      expect((await replay({ platformId: 'pay_3' }, true)).body).toEqual({ replayed: 1, more: false });
      expect((await replay({ platformId: 'pay_3', entity: 'contacts' }, true)).body).toEqual({
        replayed: 0,
        more: false,
      });
      expect((await replay({ platformId: 'pay_3', status: 'waiting' })).body).toEqual({ replayed: 0, more: false });
      const own = await asService('payment-service', 'POST', '/sync/outbound/replay', { filter: {} });
      expect([own.status, own.body]).toEqual([202, { replayed: 7, more: false }]);
      expect((await list('?status=dead')).data.map(({ id }) => id)).toEqual([contactId]);
      const other = await asService('payment-service', 'POST', '/sync/outbound/replay', {
        filter: { entity: 'contacts' },
      });
      expect(other.status).toBe(403);
    });
  });

  describe('a decision of a person', () => {
    const resolve = (id: string, body: object) => tenant.call<Target>('POST', `/sync/outbound/${id}/resolve`, body);
    const ambiguous = { status: 'waiting', reason: { code: 'ambiguous_match', message: '144, 145' } };

    it('can leave a target out, or accept what the provider has', async () => {
      const left = await put('a', ambiguous);
      expect((await resolve(left, { action: 'skip' })).body).toMatchObject({
        status: 'skipped',
        reason: { code: 'left_out' },
      });
      const nothing = await put('b', ambiguous);
      const missing = await resolve(nothing, { action: 'accept' });
      expect([missing.status, missing.body.code]).toEqual([422, 'outbound_object_missing']);
      const differs = await put('c', { external_id: '145', reason: { code: 'amount_differs', message: 'x' } });
      expect((await resolve(differs, { action: 'accept' })).body).toMatchObject({
        status: 'applied',
        reason: null,
        appliedVersion: 7,
      });
      const again = await resolve(differs, { action: 'accept' });
      expect([again.status, again.body.code]).toEqual([409, 'outbound_target_not_held']);
      const audit = await sql<{ action: string; detail: { action: string } }>(
        `SELECT action, detail FROM audit_log WHERE tenant_id = $1 AND action = 'outbound_target.resolved' ORDER BY id`,
        [tenant.id],
      );
      expect(audit.map(({ detail }) => detail.action)).toEqual(['skip', 'accept']);
    });

    it('can have another object made: then no existing one is looked for', async () => {
      const id = await put('a', { ...ambiguous, external_id: '144' });
      expect((await resolve(id, { action: 'create' })).body).toMatchObject({ externalId: null });
      const [row] = await sql<{ operation: number }>(`SELECT operation FROM outbound_targets WHERE id = $1`, [id]);
      expect(row?.operation).toBe(1);
    });

    it('names an object only to link it', async () => {
      const id = await put('a', ambiguous);
      expect((await resolve(id, { action: 'link' })).status).toBe(400);
      for (const externalId of ['', '.', '..', 'a b', 'a\n', 'é']) {
        expect([externalId, (await resolve(id, { action: 'link', externalId })).status]).toEqual([externalId, 400]);
      }
      expect((await resolve(id, { action: 'skip', externalId: '1' })).status).toBe(400);
      expect((await resolve(id, { action: 'delete' })).status).toBe(400);
    });
  });

  describe('batches', () => {
    const push = (items: object[], over: object = {}) =>
      tenant.call<{ batchId: string }>('POST', '/sync/contacts', { items, ...over });

    it('show what the call made of each item, and stream it', async () => {
      await settled((await push([contact('con_1', { updatedAt: '2026-03-02T10:00:00Z' })])).body.batchId);
      const { body } = await push([contact('con_1'), contact('con_2'), { id: 'con_3' }]);
      expect(await settled(body.batchId)).toMatchObject({
        id: body.batchId,
        entity: 'contacts',
        caller: 'user:user-1',
        status: 'planned',
        settled: true,
        counts: { accepted: 1, stale: 1, rejected: 1, pending: 0, unknown: 0, applied: 0 },
        items: [
          { id: 'con_1', outcome: 'stale', settled: true, targets: [], errors: [] },
          { id: 'con_2', outcome: 'accepted', settled: true, targets: [], errors: [] },
          {
            id: 'con_3',
            outcome: 'rejected',
            errors: expect.arrayContaining([expect.objectContaining({ code: 'invalid_item' })]),
          },
        ],
        truncated: false,
      });
      const all = await events(body.batchId);
      expect(all.map(({ name }) => name)).toEqual(['progress', 'outcome', 'outcome', 'outcome', 'end']);
      expect(all.filter(({ name }) => name === 'outcome').map(({ data }) => data.id)).toEqual([
        'con_1',
        'con_2',
        'con_3',
      ]);
      const resumed = await events(body.batchId, all[2]?.id);
      expect(resumed.map(({ name, data }) => [name, data.id])).toEqual([
        ['progress', body.batchId],
        ['outcome', 'con_3'],
        ['end', body.batchId],
      ]);
      const foreign = await world.tenant().call('GET', `/sync/outbound/batches/${body.batchId}`);
      expect([foreign.status, foreign.body.code]).toEqual([404, 'outbound_batch_not_found']);
    });

    it('have every item of the call, of which the newest of an id counts', async () => {
      const newer = { updatedAt: '2026-03-02T10:00:00Z' };
      const items = [
        contact('con_1'),
        contact('con_1', newer),
        contact('con_2'),
        contact('con_1', { ...newer, phone: '1' }),
      ];
      const { body } = await tenant.call<{ batchId: string; accepted: object[] }>('POST', '/sync/contacts', { items });
      expect(body.accepted).toEqual([
        { id: 'con_1', stale: true },
        { id: 'con_1' },
        { id: 'con_2' },
        { id: 'con_1', stale: true },
      ]);
      const { counts, items: seen } = await settled(body.batchId);
      expect(counts).toMatchObject({ accepted: 2, stale: 2, rejected: 0 });
      expect(seen.map(({ id, outcome }) => [id, outcome])).toEqual([
        ['con_1', 'stale'],
        ['con_1', 'accepted'],
        ['con_2', 'accepted'],
        ['con_1', 'stale'],
      ]);
      const [stored] = await sql<{ body: object }>(
        `SELECT body FROM outbound_items WHERE tenant_id = $1 AND platform_id = 'con_1'`,
        [tenant.id],
      );
      expect(stored?.body).toMatchObject(contact('con_1', newer));
    });

    it('are not refused for one item that cannot be stored or would be rounded', async () => {
      const texts = [
        JSON.stringify(contact('con_1', { firstName: 'a\0' })),
        JSON.stringify(contact('con_2', { lastName: 'x' })).replace('"x"', '"\\ud83c"'),
        JSON.stringify(contact('con_3', { attributes: { toString: 1 } })),
        JSON.stringify(contact('con_4', { constructor: 1 })),
        JSON.stringify(contact('con_5', { attributes: { n: 7 } })).replace('7', '1.00000000000000001'),
        JSON.stringify(contact('con_6', { [`${'x'.repeat(199)}🎟`]: 1 })),
        JSON.stringify(contact('con_7', { attributes: { prototype: 'yes' } })),
        JSON.stringify(contact('con_8')).replace('{', '{"__proto__":{"phone":"1"},'),
      ];
      const post = async (body: string) => {
        const { status, text } = await checkedFetch(`${world.service.url}/api/v1/sync/contacts`, {
          method: 'POST',
          headers: { authorization: `Bearer ${tenant.token()}`, 'content-type': 'application/json' },
          body,
        });
        return { status, body: JSON.parse(text) as Record<string, { id: string; errors: { field: string }[] }[]> };
      };
      const { status, body } = await post(`{"items":[${texts.join(',')}]}`);
      expect([status, body.accepted]).toEqual([202, [{ id: 'con_7' }]]);
      const fields = body.rejected?.map(({ id, errors }) => [id, errors.map(({ field }) => field.slice(0, 12))]);
      expect(fields).toEqual([
        ['con_1', ['firstName']],
        ['con_2', ['lastName']],
        ['con_3', ['attributes.t']],
        ['con_4', ['constructor']],
        ['con_5', ['attributes.n']],
        ['con_6', ['xxxxxxxxxxxx']],
        ['con_8', ['__proto__']],
      ]);
      expect((await post(`{"items":[${texts[6]}],"toString":1}`)).status).toBe(400);
      expect((await post(`{"items":[${texts[6]}],"__proto__":{"dryRun":true}}`)).status).toBe(400);
      const [stored] = await sql<{ body: object }>(
        `SELECT body->'attributes' AS body FROM outbound_items WHERE tenant_id = $1`,
        [tenant.id],
      );
      expect(stored?.body).toEqual({ prototype: 'yes' });
      expect((await post(`{"items":[${texts[6]}],"integrationIds":["\\u0000"]}`)).status).toBe(400);
    });

    it('are settled when nothing is pending, being sent or unknown, and the stream waits for that', async () => {
      const { body } = await push([contact('con_1'), contact('con_2')]);
      await settled(body.batchId);
      const of = { entity: 'contacts', target: 'member', subject: randomUUID(), reason: null };
      const open = await put('con_1', {
        ...of,
        status: 'pending',
        in_doubt: true,
        due_at: later(3_600_000),
        deferred: true,
      });
      await put('con_2', {
        ...of,
        subject: randomUUID(),
        status: 'waiting',
        reason: { code: 'consent', message: 'x' },
      });
      expect(await batch(body.batchId)).toMatchObject({
        settled: false,
        counts: { unknown: 1, waiting: 1 },
        items: [{ settled: false, targets: [{ id: open, status: 'unknown', code: null }] }, { settled: true }],
      });
      // The access of a stream ends with the token.
      const expiring = world.tenant({
        role: 'venue-owner',
        tenant_id: tenant.id,
        exp: Math.ceil(Date.now() / 1_000) + 1,
      });
      const seen = (await events(body.batchId, undefined, expiring)).map(({ name }) => name);
      expect(seen).toEqual(['progress', 'outcome']);
      const streamed = events(body.batchId);
      await sql(`UPDATE outbound_targets SET status = 'applied', in_doubt = false, due_at = NULL WHERE id = $1`, [
        open,
      ]);
      const names = (await streamed).map(({ name, data }) => [name, data.id]);
      expect(names.slice(-2)).toEqual([
        ['outcome', 'con_1'],
        ['end', body.batchId],
      ]);
      expect(await batch(body.batchId)).toMatchObject({ settled: true, counts: { unknown: 0, applied: 1 } });
    });

    it('are not made by a dry run, which answers 200', async () => {
      const { status, body } = await push([contact('con_1'), { id: 'con_2' }], { dryRun: true });
      expect([status, body]).toEqual([
        200,
        { accepted: [{ id: 'con_1', targets: [] }], rejected: [expect.objectContaining({ index: 1, id: 'con_2' })] },
      ]);
      const [rows] = await sql<{ batches: number; items: number }>(
        `SELECT (SELECT count(*)::int FROM outbound_batches WHERE tenant_id = $1) AS batches,
           (SELECT count(*)::int FROM outbound_items WHERE tenant_id = $1) AS items`,
        [tenant.id],
      );
      expect(rows).toEqual({ batches: 0, items: 0 });
    });

    it('are refused for a named integration that is not there or cannot take items yet', async () => {
      const named = [await connect('needs_reauth')];
      const refused = await push([contact('con_1')], { integrationIds: named });
      expect([refused.status, refused.body]).toEqual([
        422,
        expect.objectContaining({
          code: 'outbound_not_configured',
          errors: [{ field: 'integrationIds.0', message: 'must be connected again' }],
        }),
      ]);
      expect((await push([contact('con_1')], { integrationIds: named, dryRun: true })).status).toBe(422);
      // A UUID may be written in upper case.
      const inUpperCase = named.map((id) => id.toUpperCase());
      expect((await push([contact('con_1')], { integrationIds: inUpperCase })).status).toBe(422);
      const foreign = world.tenant();
      const answer = await foreign.call('POST', '/sync/contacts', { items: [contact('con_1')], integrationIds: named });
      expect([answer.status, answer.body.code]).toEqual([404, 'integration_not_found']);
      expect((await push([contact('con_1')])).status).toBe(202);
    });

    it('come from an upload in steps, and name the lines that cannot be used', async () => {
      await connect();
      const upload = (lines: unknown[], type = 'application/x-ndjson') =>
        checkedFetch(`${world.service.url}/api/v1/sync/batch`, {
          method: 'POST',
          headers: { authorization: `Bearer ${tenant.token()}`, 'content-type': type },
          body: lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
        });
      const operation = { operation: 'import', integrationId, entity: 'contacts' };
      const rows = Array.from({ length: 12 }, (_, index) => contact(`con_${index}`));
      const { status, text } = await upload([operation, ...rows, '{"id":', { id: 'con_12' }]);
      const answer = JSON.parse(text) as { batchIds: string[]; rows: Record<string, unknown> };
      expect([status, answer]).toEqual([
        202,
        {
          operation: 'import',
          runs: [],
          batchIds: [UUID, UUID, UUID],
          rows: {
            accepted: 12,
            stale: 0,
            rejected: 2,
            errors: [
              { line: 14, id: null, errors: [expect.objectContaining({ code: 'invalid_item' })] },
              { line: 15, id: 'con_12', errors: expect.any(Array) },
            ],
          },
        },
      ]);
      const [, , ...last] = rows;
      const asWindowsWritesIt = `\ufeff${JSON.stringify(operation)}\r\n\r\n${last.map((row) => JSON.stringify(row)).join('\r\n')}\r\nx\r\n`;
      expect(JSON.parse((await upload([asWindowsWritesIt])).text)).toMatchObject({
        rows: { accepted: 0, stale: 10, rejected: 1, errors: [{ line: 13 }] },
      });
      for (const id of answer.batchIds) await settled(id);
      const again = JSON.parse((await upload([operation, ...rows])).text) as typeof answer;
      expect(again.rows).toMatchObject({ accepted: 0, stale: 12 });
      expect((await upload([operation, 'x'.repeat(IMPORT_MAX)])).status).toBe(413);
      const asSyncType = { ...operation, entity: undefined, syncTypes: ['contacts'] };
      expect(JSON.parse((await upload([asSyncType, ...rows])).text)).toMatchObject({ rows: { stale: 12 } });
      for (const syncTypes of [['contacts', 'events'], ['all'], ['customers']]) {
        expect((await upload([{ ...asSyncType, syncTypes }, ...rows])).status).toBe(400);
      }
      expect((await upload([{ ...operation, syncTypes: ['contacts'] }, ...rows])).status).toBe(400);
      expect((await upload([{ ...operation, integrationId: randomUUID() }])).status).toBe(404);
      expect((await upload([operation, ...rows], 'text/csv')).status).toBe(415);
      expect((await upload([operation], 'application/json')).status).toBe(400);
      expect((await upload([{ ...operation, operation: 'export', entity: undefined }, ...rows])).status).toBe(400);
    });

    it('bring everything again that was pushed', async () => {
      await connect();
      const { body } = await push(Array.from({ length: 7 }, (_, index) => contact(`con_${index}`)));
      await settled(body.batchId);
      const { status, body: again } = await tenant.call<{ batchIds: string[] }>('POST', '/sync/batch', {
        operation: 'repush',
        integrationId,
      });
      expect([status, again.batchIds]).toEqual([202, [UUID, UUID]]);
      const counts = await Promise.all(again.batchIds.map(async (id) => (await settled(id)).counts.stale));
      expect(counts).toEqual([5, 2]);
      const made = async (syncTypes: unknown) => {
        const body = { operation: 'repush', integrationId, syncTypes };
        return (await tenant.call<{ batchIds: string[] }>('POST', '/sync/batch', body)).body.batchIds.length;
      };
      expect([
        await made(['contacts']),
        await made(['events', 'tickets']),
        await made(['all']),
        await made(null),
      ]).toEqual([2, 0, 2, 2]);
      const read = await tenant.call('POST', '/sync/batch', { operation: 'resync', integrationId, syncTypes: null });
      expect(read.status).toBe(202);
      const unknown = await tenant.call('POST', '/sync/batch', { operation: 'repush', integrationId: randomUUID() });
      expect([unknown.status, unknown.body.code]).toEqual([404, 'integration_not_found']);
      await sql(`UPDATE integrations SET status = 'disconnected' WHERE id = $1`, [integrationId]);
      const closed = await tenant.call('POST', '/sync/batch', { operation: 'repush', integrationId });
      expect([closed.status, closed.body.code]).toEqual([409, 'integration_disconnected']);
    });
  });

  it('reports the consents that people have changed at the providers, to those who push contacts', async () => {
    const state = (hash: string, source: string) =>
      sql(
        `INSERT INTO outbound_consents (tenant_id, integration_id, address_hash, state, source, stated_at, evidence)
         VALUES ($1, $2, $3, 'revoked', $4, now(), '{"reason":"unsubscribed"}')
         ON CONFLICT (tenant_id, integration_id, address_hash) DO UPDATE SET position = DEFAULT`,
        [tenant.id, integrationId, Buffer.from(hash, 'hex'), source],
      );
    const read = (cursor?: string) =>
      tenant.call<{ data: { addressHash: string }[]; nextCursor: string; upToDate: boolean }>(
        'GET',
        `/sync/outbound/consents?limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
    for (const hash of ['aa', 'bb', 'cc']) await state(hash, 'provider');
    await state('dd', 'platform');
    const first = await eventually(read, ({ body }) => body.data.length === 2);
    expect(first.body).toMatchObject({
      upToDate: false,
      data: [{ addressHash: 'aa', integrationId }, { addressHash: 'bb' }],
    });
    // A row is shown once no older transaction can still write one before it.
    const second = await eventually(
      () => read(first.body.nextCursor),
      ({ body }) => body.data.length === 1,
    );
    expect(second.body.data).toMatchObject([
      { addressHash: 'cc', state: 'revoked', evidence: { reason: 'unsubscribed' } },
    ]);
    await state('aa', 'provider');
    const third = await eventually(
      () => read(second.body.nextCursor),
      ({ body }) => body.data.length === 1,
    );
    expect(third.body).toMatchObject({ upToDate: true, data: [{ addressHash: 'aa' }] });
    const other = await world.tenant().call('GET', `/sync/outbound/consents?cursor=${first.body.nextCursor}`);
    expect([other.status, other.body.code]).toEqual([400, 'invalid_cursor']);
    expect((await asService('event-service', 'GET', '/sync/outbound/consents')).status).toBe(403);
    expect((await asService('notification-service', 'GET', '/sync/outbound/consents')).status).toBe(200);
  });

  it('is paused and resumed, and what was held goes on', async () => {
    await connect();
    const patch = (outbound: string) => tenant.call('PATCH', `/integrations/${integrationId}`, { outbound });
    const rules = async () =>
      (await tenant.call<{ outbound: string }>('GET', `/integrations/${integrationId}/rules`)).body;
    expect((await rules()).outbound).toBe('on');
    expect((await patch('paused')).status).toBe(200);
    expect((await rules()).outbound).toBe('paused');
    const held = await put('pay_1', { status: 'waiting', reason: { code: 'paused', message: 'x' } });
    const chosen = await put('pay_2', { status: 'waiting', reason: { code: 'account', message: 'x' } });
    expect((await patch('on')).status).toBe(200);
    expect((await rules()).outbound).toBe('on');
    await eventually(
      () => get(held),
      ({ reason }) => reason?.code !== 'paused',
    );
    expect((await get(chosen)).reason?.code).toBe('account');
    expect((await patch('off')).status).toBe(400);
  });

  describe('rules', () => {
    interface RuleBody {
      enabled: boolean;
      options: Record<string, unknown>;
      missing: string[];
      code?: string;
    }
    const decide = async (rule: string, body: object) => {
      const { status, body: answer } = await tenant.call<RuleBody>(
        'PUT',
        `/integrations/${integrationId}/rules/${rule}`,
        body,
      );
      return { status, ...answer };
    };
    beforeEach(() => connect('connected', 'quickbooks'));

    it('keep their choices when they are switched on and off, and begin again when they are switched on again', async () => {
      const chosen = { depositTo: '42', postFrom: '2026-01-01' };
      expect(await decide('sale', { enabled: false, options: chosen })).toMatchObject({ status: 200, options: chosen });
      expect(await decide('sale', { enabled: true })).toMatchObject({ enabled: true, missing: [], options: chosen });
      const off = await decide('sale', { enabled: false });
      expect([off.options.depositTo, off.options.postFrom]).toEqual(['42', undefined]);
      const again = await decide('sale', { enabled: true });
      expect([again.options.depositTo, again.options.postFrom]).toEqual(['42', TIME]);
      expect(await decide('sale', { enabled: true, options: {} })).toMatchObject({
        missing: ['depositTo'],
        options: { postFrom: again.options.postFrom },
      });
    });

    it.each([
      ['grain', 'daily'],
      ['recognition', 'event'],
      ['tax', 'codes'],
    ])('do not offer %s: %s yet', async (option, value) => {
      const { status, code } = await decide('sale', { enabled: true, options: { depositTo: '42', [option]: value } });
      expect([status, code]).toEqual([422, 'rule_not_available']);
    });

    it('refuse the items of a call that names the integration only if most of them lack a choice', async () => {
      const payment = {
        id: 'pay_1',
        type: 'ticket_purchase',
        amountMinor: 100,
        currency: 'EUR',
        status: 'completed',
        test: true,
        occurredAt: AT,
        updatedAt: AT,
      };
      const named = () =>
        tenant.call('POST', '/sync/payments', { items: [payment], integrationIds: [integrationId], dryRun: true });
      const refused = await named();
      expect([refused.status, refused.body.code]).toEqual([422, 'outbound_not_configured']);
      await decide('sale', { enabled: true });
      expect((await named()).status).toBe(422);
      // Refunds that fail after they were posted are few. They lack their account, and wait for it if there are any.
      await decide('sale', { enabled: true, options: { depositTo: '42' } });
      expect((await named()).status).toBe(200);
    });
  });

  it('plans what belongs to a venue again when the integration gets another one, or takes all of them', async () => {
    const id = await connect();
    const begun = async () => {
      const text = `SELECT entity FROM outbound_batches WHERE tenant_id = $1 AND moved_event = '' AND $2 = ANY (integration_ids)`;
      return (await sql<{ entity: string }>(text, [tenant.id, id])).length;
    };
    const changes: [string, string, object, number][] = [
      ['PATCH', '', { name: 'Shop' }, 0],
      ['PATCH', '', { venueId: 'v1' }, 2],
      ['PATCH', '', { venueId: 'v1', name: 'Shop 2' }, 2],
      ['PATCH', '', { venueId: null }, 4],
      ['PUT', '/rules/customers', { enabled: false, options: { allVenues: false } }, 4],
      ['PUT', '/rules/customers', { enabled: false, options: { allVenues: true } }, 6],
      ['PUT', '/rules/customers', { enabled: true, options: { allVenues: true } }, 6],
      ['PUT', '/rules/customers', { enabled: true, options: {} }, 8],
    ];
    for (const [method, path, body, pieces] of changes) {
      const { status } = await tenant.call(method, `/integrations/${id}${path}`, body);
      expect([body, status, await begun()]).toEqual([body, 200, pieces]);
    }
  });

  it('has no preview of a rule that does not exist', async () => {
    await connect();
    const answer = await tenant.call('POST', `/integrations/${integrationId}/rules/nothing/preview`, {});
    expect([answer.status, answer.body.code]).toEqual([404, 'rule_not_found']);
    const foreign = await world.tenant().call('POST', `/integrations/${integrationId}/rules/nothing/preview`, {});
    expect([foreign.status, foreign.body.code]).toEqual([404, 'integration_not_found']);
  });

  it('lists what was given up as dead letters, to be sent again or discarded', async () => {
    const admin = world.tenant({ role: 'admin' });
    const [first, second] = [await put('a'), await put('b')];
    const letters = async () => {
      const { body } = await admin.call<Page>('GET', '/admin/dead-letters?kind=push&limit=200');
      return body.data.filter(({ tenantId }) => tenantId === tenant.id);
    };
    expect(await letters()).toEqual(
      [first, second]
        .toSorted()
        .toReversed()
        .map((id) =>
          expect.objectContaining({
            kind: 'push',
            id,
            integrationId,
            type: 'sale',
            error: { code: 'refused', message: 'No' },
          }),
        ),
    );
    const discarded = await admin.call('POST', `/admin/dead-letters/push/${first}/discard`);
    expect([discarded.status, discarded.body]).toEqual([
      200,
      { kind: 'push', id: first, tenantId: tenant.id, outcome: 'discarded' },
    ]);
    expect(await get(first)).toMatchObject({ status: 'skipped', reason: { code: 'discarded' } });
    expect((await admin.call('POST', `/admin/dead-letters/push/${second}/replay`)).status).toBe(202);
    expect(await letters()).toEqual([]);
    expect((await admin.call('POST', `/admin/dead-letters/push/${second}/discard`)).status).toBe(404);
  });
});
