import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SquareApplication } from '../square/oauth/square.application.js';
import { SquareSandbox } from '../square/square.sandbox.js';
import { DeliveryReceiver } from './delivery.receiver.js';
import { control, ResponseCheck, type JsonObject } from './response.check.js';
import { vendorSchema } from './vendor.schema.js';
import { reportViolations } from './violation.report.js';

const SCALE = 250;
const READ_BY_ID = 5;
const SINCE = 'begin_time=2000-01-01T00:00:00Z';

describe("Square's sandbox", () => {
  const sandbox = new SquareSandbox();
  const { accessToken: applicationToken } = new SquareApplication();
  let url: string;
  let merchant: JsonObject;
  let check: ResponseCheck;

  beforeAll(async () => {
    url = await sandbox.listen(0);
    merchant = await control(url, 'POST', 'accounts', { seed: 1, scale: SCALE });
    await control(url, 'POST', 'limits', { globalPerSecond: null });
    await control(url, 'POST', 'connections', { account: merchant.id });
    const { accessToken } = merchant.credentials as { accessToken: string };
    check = new ResponseCheck(url, vendorSchema('square'), { authorization: `Bearer ${accessToken}` });
  });

  afterAll(() => sandbox.close());

  async function walk(page: (cursor: string | undefined) => Promise<JsonObject>): Promise<JsonObject[]> {
    const found: JsonObject[] = [];
    let cursor: string | undefined;
    do {
      const body = await page(cursor);
      found.push(...(Object.values(body).find(Array.isArray) ?? []));
      cursor = body.cursor as string | undefined;
    } while (cursor !== undefined);
    return found;
  }

  const list = (path: string) =>
    walk((cursor) =>
      check.get(cursor === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`),
    );
  const search = (path: string, body: JsonObject, headers: Record<string, string> = {}) =>
    walk((cursor) =>
      check.call('POST', path, JSON.stringify(cursor === undefined ? body : { ...body, cursor }), headers),
    );

  async function byId(path: string, objects: readonly JsonObject[]): Promise<void> {
    for (const { id } of objects.slice(0, READ_BY_ID)) await check.get(`${path}/${String(id)}`);
  }

  async function readAll(): Promise<void> {
    await check.get('/v2/merchants');
    await check.get('/v2/merchants/me');
    const locations = await list('/v2/locations');
    await byId('/v2/locations', locations);
    const places = locations.map(({ id }) => String(id));
    await byId('/v2/customers', await search('/v2/customers/search', { limit: 100 }));
    await list('/v2/customers');
    await byId('/v2/catalog/object', await list('/v2/catalog/list'));
    await search('/v2/catalog/search', { include_deleted_objects: true, include_related_objects: true });
    await byId('/v2/orders', await search('/v2/orders/search', { location_ids: places }));
    await byId('/v2/refunds', await list(`/v2/refunds?${SINCE}`));
    await byId('/v2/disputes', await list('/v2/disputes'));
    await byId('/v2/gift-cards', await list('/v2/gift-cards'));
    await list(`/v2/gift-cards/activities?${SINCE}`);
    await byId('/v2/bank-accounts', await list('/v2/bank-accounts'));
    await byId('/v2/loyalty/accounts', await search('/v2/loyalty/accounts/search', {}));
    await list('/v2/loyalty/programs');
    await search('/v2/inventory/counts/batch-retrieve', {});
    for (const place of places) {
      await byId('/v2/payments', await list(`/v2/payments?${SINCE}&location_id=${place}`));
      await byId('/v2/invoices', await list(`/v2/invoices?location_id=${place}`));
      const payouts = await list(`/v2/payouts?${SINCE}&location_id=${place}`);
      await byId('/v2/payouts', payouts);
      for (const { id } of payouts.slice(0, READ_BY_ID)) await list(`/v2/payouts/${String(id)}/payout-entries`);
    }
  }

  const post = (path: string, body: JsonObject, method = 'POST') =>
    check.call(method, path, JSON.stringify({ ...(method === 'POST' && { idempotency_key: path }), ...body }));

  async function write(): Promise<void> {
    const { customer } = await post('/v2/customers', { given_name: 'Ann', reference_id: 'hub-1' });
    const { id, version } = customer as JsonObject;
    await post(`/v2/customers/${String(id)}`, { version, email_address: 'ann@example.com' }, 'PUT');
    await check.call(
      'POST',
      '/v2/customers/bulk-create',
      JSON.stringify({ customers: { k: { given_name: 'Bob' }, l: {} } }),
    );
    const price_money = { amount: 2500, currency: 'USD' };
    const content = { name: 'Stalls', sku: 'hub-1', pricing_type: 'FIXED_PRICING', price_money };
    const variations = [{ type: 'ITEM_VARIATION', id: '#v', item_variation_data: content }];
    const objects = [{ type: 'ITEM', id: '#i', item_data: { name: 'Concert', variations } }];
    const stale = [{ type: 'CATEGORY', id: 'NEVER', version: 1, category_data: { name: 'None' } }];
    await post('/v2/catalog/batch-upsert', { batches: [{ objects }, { objects: stale }] });
    const query = { set_query: { attribute_name: 'sku', attribute_values: ['hub-1'] } };
    const found = await search('/v2/catalog/search', { object_types: ['ITEM_VARIATION'], query });
    expect(found).toHaveLength(1);
    const { locations } = await check.get('/v2/locations');
    const [{ id: location_id, currency }] = locations as [JsonObject];
    const line = { name: 'Ticket', quantity: '2', base_price_money: { amount: 1250, currency } };
    const taxes = [{ uid: 't', name: 'VAT', percentage: '8.25', scope: 'ORDER' }];
    await post('/v2/orders', { order: { location_id, reference_id: 'hub-1', line_items: [line], taxes } });
  }

  it('answers as the specification declares, before and after changes', async () => {
    await readAll();
    await control(url, 'POST', `accounts/${String(merchant.id)}/mutate`, {
      updates: 300,
      creates: 120,
      deletes: 30,
      seed: 3,
    });
    await write();
    await readAll();
    const asApplication = { authorization: `Bearer ${applicationToken}` };
    await search('/v2/events', {}, asApplication);
    await check.call('GET', '/v2/webhooks/event-types', undefined, asApplication);
    const subscription = {
      name: 'x',
      enabled: true,
      event_types: ['payment.created'],
      notification_url: 'https://x.example/y',
    };
    const made = await check.call(
      'POST',
      '/v2/webhooks/subscriptions',
      JSON.stringify({ subscription }),
      asApplication,
    );
    const { id } = made.subscription as JsonObject;
    await check.call('GET', '/v2/webhooks/subscriptions', undefined, asApplication);
    await check.call('DELETE', `/v2/webhooks/subscriptions/${String(id)}`, undefined, asApplication);
    reportViolations('square', check);
    expect(check.report()).toEqual([]);
    expect(check.objects).toBeGreaterThan(3500);
  });

  it('delivers as the specification declares', async () => {
    const receiver = new DeliveryReceiver();
    const delivered = new ResponseCheck(url, vendorSchema('square'));
    try {
      const subscriber = { account: merchant.id, url: await receiver.listen() };
      await control(url, 'POST', 'webhook-endpoints', subscriber);
      const changes = { updates: 300, creates: 120, deletes: 30, seed: 7 };
      await control(url, 'POST', `accounts/${String(merchant.id)}/mutate`, changes);
      const bodies = await receiver.settled(url);
      for (const body of bodies) delivered.inspect(JSON.parse(body), delivered.typeNamed('Event'), 'Event');
      expect(delivered.report()).toEqual([]);
      expect(bodies.length).toBeGreaterThan(300);
    } finally {
      await receiver.close();
    }
  });
});
