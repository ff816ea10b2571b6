import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountRig, type Fields } from '../testing/account.rig.js';

let rig: AccountRig;
beforeEach(() => {
  rig = new AccountRig({ counts: { customers: 3 } });
});
afterEach(() => rig?.close());

const create = (form: Fields, key?: string) => rig.call('customers', form, key);
const count = async (): Promise<number> => (await rig.list('customers?limit=100')).length - 3;

describe('metadata', () => {
  const many = (from: number, to: number): Fields =>
    Object.fromEntries(Array.from({ length: to - from }, (_, at) => [`metadata[k${from + at}]`, 'v']));

  it.each([
    [{ [`metadata[${'k'.repeat(40)}]`]: 'v'.repeat(500) }, undefined],
    [{ [`metadata[${'k'.repeat(41)}]`]: 'v' }, 'metadata'],
    [{ 'metadata[k]': 'v'.repeat(501) }, 'metadata[k]'],
    [many(0, 50), undefined],
    [many(0, 51), 'metadata'],
  ])('case %#', async (form, param) => {
    const { status, error } = await create(form);
    expect([status, error?.param]).toEqual([param === undefined ? 200 : 400, param]);
  });

  it('is counted with what is there already', async () => {
    const { id } = await rig.write('customers', many(0, 50));
    expect((await rig.call(`customers/${id}`, { 'metadata[new]': 'v' })).error?.param).toBe('metadata');
    await rig.write(`customers/${id}`, { 'metadata[k0]': '', 'metadata[new]': 'v' });
    expect(Object.keys((await rig.write(`customers/${id}`, { metadata: '' })).metadata as object)).toEqual([]);
  });
});

describe('an idempotency key', () => {
  it('gets the first status and body again, and says so', async () => {
    const first = await create({ name: 'A' }, 'k');
    const again = await create({ name: 'A' }, 'k');
    expect([again.text, again.headers['Idempotent-Replayed']]).toEqual([first.text, 'true']);
    expect(first.headers).not.toHaveProperty('Idempotent-Replayed');
    const other = await create({ name: 'B' }, 'k');
    expect([other.status, other.error?.type]).toEqual([400, 'idempotency_error']);
    expect(await count()).toBe(1);
  });

  it('keeps a 500 whose work was never done', async () => {
    await rig.control('POST', 'faults', { kind: 'stored500' });
    expect((await create({ name: 'A' }, 'k')).status).toBe(500);
    const again = await create({ name: 'A' }, 'k');
    expect([again.status, again.headers['Idempotent-Replayed']]).toEqual([500, 'true']);
    expect((await create({ name: 'A' }, 'k2')).status).toBe(200);
    expect(await count()).toBe(1);
  });

  it('keeps nothing of a refusal', async () => {
    expect((await create({ colour: 'red' }, 'k')).status).toBe(400);
    expect((await create({ name: 'A' }, 'k')).status).toBe(200);
    expect((await create({ name: 'A' }, 'k'.repeat(256))).status).toBe(400);
  });

  it('is refused while its first request is under way, and works afterwards', async () => {
    await rig.control('POST', 'latency', { ms: 40 });
    const [first, second] = await Promise.all([create({ name: 'A' }, 'k'), create({ name: 'A' }, 'k')]);
    expect([first.status, second.status, second.error?.code]).toEqual([200, 409, 'idempotency_key_in_use']);
    expect((await create({ name: 'A' }, 'k')).text).toBe(first.text);
  });

  it('is forgotten in time, or on demand, and then does its work once more', async () => {
    await create({ name: 'A' }, 'k');
    await rig.control('POST', 'idempotency', { seconds: 60 });
    await rig.control('POST', 'clock', { offsetSeconds: 61 });
    await create({ name: 'A' }, 'k');
    await rig.control('DELETE', 'idempotency');
    await create({ name: 'A' }, 'k');
    expect(await count()).toBe(3);
  });
});

describe('what was written', () => {
  it('is found by its address and its key at once, and elsewhere when the index has it', async () => {
    const { id: product } = await rig.write('products', { name: 'Event' });
    await rig.control('POST', 'lag', { ms: 60_000 });
    const { id } = await rig.write('customers', { email: 'a@example.com', 'metadata[hub_ref]': 'c1' });
    await rig.write('prices', { product, currency: 'usd', unit_amount: 5, lookup_key: 'hub_t1' });
    expect(await rig.list('customers?email=a%40example.com')).toMatchObject([{ id, metadata: { hub_ref: 'c1' } }]);
    expect(await rig.list('customers?email=A%40example.com')).toEqual([]);
    expect(await rig.list('prices?lookup_keys[]=hub_t1')).toHaveLength(1);
    expect(await count()).toBe(0);
    await rig.control('POST', 'clock', { offsetSeconds: 61 });
    expect(await count()).toBe(1);
  });

  it('is found by the time it was made in', async () => {
    const { created, id } = await rig.write('customers', { name: 'A' });
    const within = (from: number, to: number) => rig.list(`customers?created[gte]=${from}&created[lte]=${to}`);
    const at = Number(created);
    expect((await within(at, at)).map((one) => one.id)).toEqual([id]);
    expect(await within(at + 1, at + 9)).toEqual([]);
  });

  it('is listed by its reference, and has an event', async () => {
    await rig.write('customers', { name: 'A', 'metadata[hub_ref]': 'c1' });
    await rig.write('products', { id: 'hub_p1', name: 'Event' });
    await rig.write('customers', { name: 'of somebody else' });
    const lines = (await rig.control('GET', `accounts/${rig.id}/references`)).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as Fields)).toMatchObject([
      { reference: 'c1', stream: 'customers', object: { name: 'A' } },
      { reference: 'hub_p1', stream: 'products', id: 'hub_p1' },
    ]);
    const types = (await rig.list('events')).map(({ type }) => type);
    expect(types).toEqual(['customer.created', 'product.created', 'customer.created']);
  });

  it.each(['applyThenReset', 'applyThenTimeout'])('survives %s, and its key answers', async (kind) => {
    await rig.control('POST', 'faults', { kind, method: 'POST' });
    await create({ name: 'A', 'metadata[hub_ref]': 'c1' }, 'k');
    const { headers, status } = await create({ name: 'A', 'metadata[hub_ref]': 'c1' }, 'k');
    expect([status, headers['Idempotent-Replayed'], await count()]).toEqual([200, 'true', 1]);
    const { writes } = JSON.parse(await rig.control('GET', `accounts/${rig.id}/writes`)) as { writes: Fields[] };
    expect(writes).toMatchObject([
      { key: 'k', references: ['c1'], applied: true, replayed: false },
      { key: 'k', references: ['c1'], applied: false, replayed: true },
    ]);
  });
});
