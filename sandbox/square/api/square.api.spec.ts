import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SquareObject } from '../square.stream.js';
import { failure, ids, SquareRig, type Merchant } from '../testing/square.rig.js';

const rig = new SquareRig();
let shop: Merchant;
let other: Merchant;

beforeAll(() => rig.open());
afterAll(() => rig.close());

beforeEach(async () => {
  await rig.control('POST', 'limits', { globalPerSecond: null });
  shop = await rig.merchant({ id: 'MSHOP', scale: 120, seed: 1 });
  other = await rig.merchant({ id: 'MOTHER', scale: 20, seed: 2 });
});

describe('access', () => {
  it('needs a live token, with the scope of the endpoint', async () => {
    expect(failure(await rig.send('GET', '/v2/customers'))).toEqual([401, 'UNAUTHORIZED']);
    expect(failure(await rig.send('GET', '/v2/customers', undefined, 'EAAAnone'))).toEqual([401, 'UNAUTHORIZED']);
    const { accessToken } = await rig.control('POST', 'keys', { account: shop.id, scopes: ['CUSTOMERS_READ'] });
    expect((await rig.send('GET', '/v2/customers', undefined, String(accessToken))).status).toBe(200);
    expect(failure(await rig.send('GET', '/v2/payments', undefined, String(accessToken)))).toEqual([
      403,
      'INSUFFICIENT_SCOPES',
    ]);
    await rig.control('POST', 'tokens', { account: shop.id, expireAccess: true });
    expect(failure(await shop.call('GET', '/v2/customers'))).toEqual([401, 'ACCESS_TOKEN_EXPIRED']);
    await rig.control('POST', 'tokens', { account: shop.id, revokeAccess: true });
    expect(failure(await shop.call('GET', '/v2/customers'))).toEqual([401, 'ACCESS_TOKEN_REVOKED']);
  });

  it("refuses another merchant's property and counts the attempt", async () => {
    await rig.control('DELETE', 'requests');
    const { body } = await other.call('POST', '/v2/customers/search', { limit: 1 });
    const [stranger] = ids(body.customers);
    const place = String(other.locations[0]!.id);
    expect(failure(await shop.call('GET', `/v2/customers/${stranger}`))).toEqual([404, 'NOT_FOUND']);
    expect(failure(await shop.call('GET', `/v2/payments?location_id=${place}`))).toEqual([403, 'FORBIDDEN']);
    expect(failure(await shop.call('GET', `/v2/merchants/${other.id}`))).toEqual([403, 'FORBIDDEN']);
    const events = { query: { filter: { merchant_ids: [other.id] } } };
    expect(failure(await shop.call('POST', '/v2/events', events))).toEqual([403, 'FORBIDDEN']);
    expect((await shop.call('GET', '/v2/customers/unknown')).status).toBe(404);
    expect((await rig.control('GET', 'requests')).mismatches).toBe(4);
  });

  it('is limited for each merchant by itself', async () => {
    const busy = await rig.merchant({ id: 'MBUSY', scale: 5 });
    const calm = await rig.merchant({ id: 'MCALM', scale: 5 });
    await rig.control('POST', 'limits', { globalPerSecond: 3 });
    const answers = await Promise.all(Array.from({ length: 6 }, () => busy.call('GET', '/v2/merchants/me')));
    const limited = answers.filter((answer) => answer.status === 429);
    expect((await calm.call('GET', '/v2/merchants/me')).status).toBe(200);
    expect(limited.length).toBeGreaterThanOrEqual(3);
    expect(failure(limited[0]!)).toEqual([429, 'RATE_LIMITED']);
  });
});

describe('events', () => {
  const search = async (query: SquareObject = {}) => (await shop.call('POST', '/v2/events', { query })).body;

  it('report a deleted customer, and of the one it was merged into', async () => {
    const { body } = await shop.call('POST', '/v2/customers/search', { limit: 3 });
    const [one, two, three] = ids(body.customers);
    await shop.call('DELETE', `/v2/customers/${one}`);
    const merged = await rig.control('POST', `accounts/${shop.id}/delete`, {
      stream: 'customers',
      id: two,
      mergedWith: three,
    });
    const filter = { event_types: ['customer.deleted'] };
    const { events } = await search({ filter, sort: { order: 'ASC' } });
    const data = (events as { data: SquareObject }[]).map((event) => event.data);
    expect(ids(data)).toEqual([one, two, three]);
    expect(data.every((entry) => entry.deleted === true)).toBe(true);
    const context = { merge: { from_customer_ids: [two, three], to_customer_id: merged.mergedInto } };
    expect((data[1]!.object as SquareObject).event_context).toEqual(context);
    expect((data[0]!.object as SquareObject).event_context).toBeUndefined();
  });

  it('carry only a pointer for orders, and are paged newest first', async () => {
    await rig.control('POST', `accounts/${shop.id}/mutate`, { updates: 12, streams: ['orders'], seed: 8 });
    const first = (await shop.call('POST', '/v2/events', { limit: 5 })).body;
    const rest = (await shop.call('POST', '/v2/events', { limit: 100, cursor: first.cursor })).body;
    const events = [...(first.events as SquareObject[]), ...(rest.events as SquareObject[])];
    expect(new Set(events.map((event) => event.event_id)).size).toBe(12);
    const { type, object } = events[0]!.data as { type: string; object: SquareObject };
    expect(type).toBe('order_updated');
    expect(Object.keys(object.order_updated as SquareObject).sort()).toEqual([
      'created_at',
      'location_id',
      'order_id',
      'state',
      'updated_at',
      'version',
    ]);
  });

  it('are not kept while the Events API is switched off, nor for longer than 28 days', async () => {
    await rig.control('POST', 'events', { eventsEnabled: false });
    await rig.control('POST', `accounts/${shop.id}/mutate`, { updates: 3, streams: ['customers'] });
    expect(await search()).toEqual({});
    await shop.call('PUT', '/v2/events/enable', {});
    await rig.control('POST', `accounts/${shop.id}/mutate`, { updates: 3, streams: ['customers'] });
    expect(((await search()).events as unknown[]).length).toBe(3);
    await rig.control('POST', 'clock', { offsetSeconds: 29 * 86_400 });
    expect(await search()).toEqual({});
    await rig.control('POST', 'clock', { offsetSeconds: 0 });
  });
});

describe('writes', () => {
  it('answer a repeated key alike, and refuse it for something else', async () => {
    const ann = { idempotency_key: 'k', given_name: 'Ann' };
    const { body: first } = await shop.call('POST', '/v2/customers', ann);
    const { body: second } = await shop.call('POST', '/v2/customers', ann);
    expect(second).toEqual(first);
    const bob = await shop.call('POST', '/v2/customers', { ...ann, given_name: 'Bob' });
    expect(failure(bob)).toEqual([400, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('fail entry by entry inside a bulk answer that is 200', async () => {
    const customers = { good: { given_name: 'Ann' }, bad: { email_address: 'nowhere' } };
    const { status, body } = await shop.call('POST', '/v2/customers/bulk-create', { customers });
    const { good, bad } = body.responses as Record<string, SquareObject>;
    expect([status, good!.customer, (bad!.errors as SquareObject[])[0]!.code]).toEqual([
      200,
      expect.objectContaining({ given_name: 'Ann', version: 0 }),
      'INVALID_EMAIL_ADDRESS',
    ]);
  });
});

describe('faults', () => {
  const place = (fault: SquareObject) => rig.control('POST', 'faults', { path: '/v2/customers', ...fault });
  const get = (cursor = '') => shop.call('GET', `/v2/customers?limit=5${cursor}`);

  it('have the shape of Square’s errors, with Retry-After on demand', async () => {
    await place({ kind: 'status429', retryAfter: 7 });
    const limited = await fetch(`${rig.url}/v2/customers`, { headers: { authorization: `Bearer ${shop.token}` } });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    await place({ kind: 'status500' });
    expect(failure(await get())).toEqual([500, 'INTERNAL_SERVER_ERROR']);
    await place({ kind: 'unauthorized' });
    expect(failure(await get())).toEqual([401, 'ACCESS_TOKEN_REVOKED']);
    expect((await get()).status).toBe(200);
  });

  it('repeat a page or a cursor', async () => {
    const first = (await get()).body;
    await place({ kind: 'duplicatePage' });
    const cursor = String(first.cursor);
    expect((await get(`&cursor=${cursor}`)).body).toEqual(first);
    await place({ kind: 'repeatCursor' });
    expect((await get(`&cursor=${cursor}`)).body.cursor).toBe(cursor);
  });
});
