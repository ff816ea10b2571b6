import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SquareObject } from '../square.stream.js';
import { item, newItem, post, variation } from '../testing/catalog.samples.js';
import { failure, ids, SquareRig, type Answer, type Merchant } from '../testing/square.rig.js';

const rig = new SquareRig();
let shop: Merchant;

beforeAll(() => rig.open());
afterAll(() => rig.close());

beforeEach(async () => {
  await rig.control('POST', 'limits', { globalPerSecond: null, catalogWriteMs: 0 });
  await rig.control('POST', 'idempotency', { seconds: 86_400 });
  shop = await rig.merchant({ id: 'MSHOP', counts: { locations: 1, customers: 3, products: 12 }, seed: 1 });
});

describe('customers', () => {
  const create = (fields: SquareObject, key?: string) => post(shop, '/v2/customers', fields, key);
  const found = async (filter: SquareObject) =>
    ids((await shop.call('POST', '/v2/customers/search', { query: { filter } })).body.customers);

  it('are found by reference or address exactly, when the index has caught up', async () => {
    await rig.control('POST', 'lag', { ms: 60_000, account: shop.id });
    const { body } = await create({ email_address: 'Ann@Example.com', reference_id: 'hub-1' });
    const { id } = body.customer as SquareObject;
    expect(await found({ reference_id: { exact: 'hub-1' } })).toEqual([]);
    await rig.control('POST', 'clock', { offsetSeconds: 61 });
    expect(await found({ reference_id: { exact: 'hub-1' } })).toEqual([id]);
    expect(await found({ reference_id: { exact: 'hub' } })).toEqual([]);
    expect(await found({ email_address: { exact: 'ann@example.com' } })).toEqual([id]);
    await shop.call('PUT', `/v2/customers/${String(id)}`, { email_address: 'new@example.com' });
    expect(await found({ email_address: { exact: 'ann@example.com' } })).toEqual([id]);
    await rig.control('POST', 'clock', { offsetSeconds: 122 });
    expect(await found({ email_address: { exact: 'ann@example.com' } })).toEqual([]);
    expect(await found({ email_address: { exact: 'new@example.com' } })).toEqual([id]);
    await shop.call('DELETE', `/v2/customers/${String(id)}`);
    await rig.control('POST', 'clock', { offsetSeconds: 183 });
    expect(await found({ email_address: { exact: 'new@example.com' } })).toEqual([]);
    await rig.control('POST', 'clock', { offsetSeconds: 0 });
  });

  it('are changed with the version they have, and lose what is sent empty', async () => {
    const { body } = await create({ given_name: 'Ann', email_address: 'ann@example.com', note: '' });
    const { id, version, ...made } = body.customer as SquareObject;
    expect([version, made.note]).toEqual([0, undefined]);
    const put = (fields: SquareObject) => shop.call('PUT', `/v2/customers/${String(id)}`, fields);
    const changed = await put({ version: 0, email_address: '', given_name: 'Anna' });
    expect(changed.body.customer).toMatchObject({ given_name: 'Anna', version: 1 });
    expect(changed.body.customer).not.toHaveProperty('email_address');
    expect(failure(await put({ version: 0, given_name: 'Ann' }))).toEqual([409, 'CONFLICT']);
    expect(failure(await put({ reference_id: 'r'.repeat(101) }))).toEqual([400, 'VALUE_TOO_LONG']);
  });

  it('of a bulk request are made once for each key', async () => {
    const bulk = async (customers: SquareObject) => {
      const { body } = await shop.call('POST', '/v2/customers/bulk-create', { customers });
      return body.responses as Record<string, { customer?: SquareObject; errors?: { code: string }[] }>;
    };
    const first = await bulk({ k1: { given_name: 'Ann' }, k2: {} });
    expect(first.k2!.errors![0]!.code).toBe('BAD_REQUEST');
    const again = await bulk({ k1: { given_name: 'Ann' }, k2: { given_name: 'Bob' } });
    expect(again.k1!.customer).toEqual(first.k1!.customer);
    expect(again.k2!.customer).toMatchObject({ given_name: 'Bob' });
    expect((await bulk({ k1: { given_name: 'Zoe' } })).k1!.errors![0]!.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('idempotency keys', () => {
  const place = () => String(shop.locations[0]!.id);

  it.each([
    ['/v2/catalog/batch-upsert', 128, () => ({ batches: [{ objects: [item('#i', [variation('#a', 'hub-a')])] }] })],
    ['/v2/orders', 192, () => ({ order: { location_id: place() } })],
    [
      '/v2/payments',
      45,
      () => ({
        source_id: 'EXTERNAL',
        amount_money: { amount: 100, currency: 'USD' },
        external_details: { type: 'OTHER', source: 'Hub' },
      }),
    ],
  ])('of %s have %i characters at most', async (path, most, body) => {
    expect(failure(await post(shop, path, body(), 'k'.repeat(most + 1)))).toEqual([400, 'VALUE_TOO_LONG']);
    expect((await post(shop, path, body(), 'k'.repeat(most))).status).toBe(200);
  });

  it('keep a 500, and make a second object when they are forgotten', async () => {
    const ann = { given_name: 'Ann', reference_id: 'hub-ann' };
    await rig.control('POST', 'faults', { kind: 'stored500', path: '/v2/customers' });
    expect((await post(shop, '/v2/customers', ann, 'stored')).status).toBe(500);
    expect((await post(shop, '/v2/customers', ann, 'stored')).status).toBe(500);
    const first = await post(shop, '/v2/customers', ann, 'kept');
    expect((await post(shop, '/v2/customers', ann, 'kept')).body).toEqual(first.body);
    await rig.control('POST', 'idempotency', { seconds: 60 });
    await rig.control('POST', 'clock', { offsetSeconds: 61 });
    expect((await post(shop, '/v2/customers', ann, 'kept')).body).not.toEqual(first.body);
    await rig.control('POST', 'clock', { offsetSeconds: 0 });
  });
});

describe('orders', () => {
  const order = (fields: SquareObject) =>
    post(shop, '/v2/orders', { order: { location_id: String(shop.locations[0]!.id), ...fields } });
  const line = (amount: number, more: SquareObject = {}) => ({
    name: 'Ticket',
    quantity: '1',
    base_price_money: { amount, currency: 'USD' },
    ...more,
  });
  const amounts = ({ body }: Answer) => {
    const { total_money, total_tax_money } = body.order as Record<string, { amount: number }>;
    return [total_money!.amount, total_tax_money!.amount];
  };

  it.each<[string, SquareObject, number[]]>([
    ['no tax', { line_items: [line(1000)] }, [1000, 0]],
    [
      'a tax on all lines',
      { line_items: [line(1000), line(50)], taxes: [{ name: 'VAT', percentage: '5' }] },
      [1102, 52],
    ],
    [
      'a tax inside the price',
      { line_items: [line(1190)], taxes: [{ name: 'VAT', percentage: '19', type: 'INCLUSIVE' }] },
      [1190, 190],
    ],
    [
      'a tax on one line',
      {
        line_items: [line(1000), line(500, { applied_taxes: [{ tax_uid: 't' }] })],
        taxes: [{ uid: 't', percentage: '8.25', scope: 'LINE_ITEM' }],
      },
      [1541, 41],
    ],
  ])('come to their sum with %s', async (_what, fields, expected) => {
    expect(amounts(await order(fields))).toEqual(expected);
  });

  it.each<[SquareObject, string]>([
    [{ reference_id: 'r'.repeat(41) }, 'VALUE_TOO_LONG'],
    [{ metadata: { note: 'x'.repeat(256) } }, 'VALUE_TOO_LONG'],
    [{ metadata: Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`m${at}`, 'x'])) }, 'TOO_MANY_MAP_ENTRIES'],
    [{ taxes: [{ name: 'VAT' }] }, 'INVALID_VALUE'],
    [{ line_items: [line(1, { applied_taxes: [{ tax_uid: 'none' }] })] }, 'INVALID_VALUE'],
  ])('are refused with %j', async (fields, code) => {
    expect(failure(await order(fields))).toEqual([400, code]);
  });

  it('are found by the name of their source', async () => {
    const { body } = await order({ source: { name: 'Hub' }, reference_id: 'hub-order' });
    const named = async (...source_names: string[]) => {
      const query = { filter: { source_filter: { source_names } } };
      const { body: page } = await shop.call('POST', '/v2/orders/search', {
        location_ids: [shop.locations[0]!.id],
        query,
      });
      return ids(page.orders);
    };
    expect(await named('Hub')).toEqual([(body.order as SquareObject).id]);
    expect(await named('Unknown')).toEqual([]);
  });
});

it('the sandbox tells what carries a reference of ours, and what was written', async () => {
  await newItem(shop);
  await post(shop, '/v2/customers', { given_name: 'Ann', reference_id: 'hub-ann' });
  await post(shop, '/v2/customers', { given_name: 'Bob', reference_id: 'theirs' });
  const text = await (await fetch(`${rig.url}/_control/accounts/${shop.id}/references/hub-`)).text();
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((entry) => JSON.parse(entry) as SquareObject);
  expect(lines.map(({ reference }) => reference)).toEqual(['hub-ann', 'hub-a', 'hub-b']);
  const { writes } = await rig.control('GET', `accounts/${shop.id}/writes`);
  const [first] = writes as { objects: string[]; references: string[]; applied: boolean }[];
  expect(first).toMatchObject({ applied: true, references: ['hub-a', 'hub-b'] });
  expect(first!.objects).toHaveLength(1);
});

it('what is written is reported by events and found in lists like any change', async () => {
  const { body } = await post(shop, '/v2/customers', { given_name: 'Ann' });
  const { id } = body.customer as SquareObject;
  await shop.call('PUT', `/v2/customers/${String(id)}`, { given_name: 'Anna', version: 0 });
  await newItem(shop);
  const { body: log } = await shop.call('POST', '/v2/events', {});
  const types = (log.events as { type: string }[]).map(({ type }) => type);
  expect(types.sort()).toEqual(['catalog.version.updated', 'customer.created', 'customer.updated']);
  expect(ids(await rig.truth(shop.id, 'customers'))).toContain(id);
});
