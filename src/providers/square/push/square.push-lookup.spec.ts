import type { PushPort, StoredRequest } from '../../push.port.js';
import { context, json } from '../../testing/vendor.stub.js';
import { contactIntent, eventIntent, REFERENCE, rules } from '../testing/square.intents.js';
import { connection, failure, SquareStub } from '../testing/square.stub.js';
import { skuOf } from './square.ticket-sku.js';

const stub = new SquareStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const CUSTOMER = { id: 'C1', version: 4, updated_at: '2026-01-01T00:00:00Z', email_address: 'ada@example.com' };
const ITEM = { type: 'ITEM', id: 'I1', version: 1_790_000_000_123, updated_at: '2026-01-01T00:00:00.123Z' };
const push = (): PushPort => stub.provider().push;

async function requestOf(intent = contactIntent()): Promise<StoredRequest> {
  const built = await push().build(intent, null, 'h1');
  if (built.kind !== 'request') throw new Error(`It was not built, but is ${built.kind}`);
  return built.request;
}

describe('Looking for what was pushed to Square', () => {
  const SEARCH = 'POST /v2/customers/search';
  const CATALOG = 'POST /v2/catalog/search';
  const RETRIEVE = 'POST /v2/catalog/batch-retrieve';
  const customers = (...list: object[]) => json(list.length > 0 ? { customers: list } : {});
  const find = async (target: string, request: StoredRequest) =>
    (await push().find(connection(), target, [{ reference: REFERENCE, request, firstSentAt: 0 }], context())).get(
      REFERENCE,
    );

  it.each<[string, object[], object]>([
    ['none', [], { kind: 'absent' }],
    [
      'one',
      [{ ...CUSTOMER, reference_id: REFERENCE }],
      { kind: 'found', known: { externalId: 'C1', externalVersion: '4', origin: 'created' } },
    ],
    ['one that is called otherwise', [{ ...CUSTOMER, reference_id: REFERENCE.toUpperCase() }], { kind: 'absent' }],
    [
      'two',
      [1, 2].map((n) => ({ id: `C${n}`, reference_id: REFERENCE })),
      { kind: 'ambiguous', externalIds: ['C1', 'C2'] },
    ],
  ])('asks for customers by reference, and finds %s', async (_what, list, expected) => {
    stub.script({ [SEARCH]: customers(...list) });
    expect(await find('customer', await requestOf())).toMatchObject(expected);
    expect(stub.bodies(SEARCH)).toMatchObject([{ query: { filter: { reference_id: { exact: REFERENCE } } } }]);
  });

  const sold = (sku: string, id: string, item: string) => ({
    type: 'ITEM_VARIATION',
    id,
    item_variation_data: { sku, item_id: item },
  });
  const [STALLS, CIRCLE] = ['stalls', 'circle'].map((id) => skuOf(REFERENCE, id)) as [string, string];

  it('asks for items by the SKUs of their variations, and reads them as they are now', async () => {
    stub.script({
      [CATALOG]: [
        json({ objects: [sold(STALLS, 'V1', 'I1')], cursor: 'next' }),
        json({ objects: [sold(CIRCLE, 'V2', 'I1')] }),
      ],
      [RETRIEVE]: json({ objects: [ITEM] }),
    });
    const found = await find('catalog', await requestOf(eventIntent()));
    expect(found).toEqual({
      kind: 'found',
      known: { externalId: 'I1', externalVersion: '1790000000123', object: ITEM, origin: 'created' },
    });
    expect(stub.bodies(CATALOG)).toMatchObject([
      { query: { set_query: { attribute_name: 'sku', attribute_values: [STALLS, CIRCLE] } } },
      { cursor: 'next' },
    ]);
    expect(stub.bodies(RETRIEVE)).toMatchObject([{ object_ids: ['I1'] }]);
  });

  it('picks none of two items, and takes a deleted one for none', async () => {
    const script = (...objects: object[]) =>
      stub.script({
        [CATALOG]: json({ objects: [sold(STALLS, 'V1', 'I1'), sold(STALLS, 'V9', 'I2')] }),
        [RETRIEVE]: json({ objects }),
      });
    script(ITEM, { ...ITEM, id: 'I2' });
    expect(await find('catalog', await requestOf(eventIntent()))).toEqual({
      kind: 'ambiguous',
      externalIds: ['I1', 'I2'],
    });
    script({ ...ITEM, is_deleted: true }, { ...ITEM, id: 'I2' });
    expect(await find('catalog', await requestOf(eventIntent()))).toMatchObject({ known: { externalId: 'I2' } });
    stub.script({ [CATALOG]: json({}) });
    expect(await find('catalog', await requestOf(eventIntent()))).toEqual({ kind: 'absent' });
  });

  describe('before the first request', () => {
    const theirs = { ...CUSTOMER, reference_id: 'THEIRS-1' };
    const adoptable = (intent = contactIntent()) => push().adoptable(connection(), intent, context());

    it('takes the customer of an earlier connection', async () => {
      stub.script({ [SEARCH]: customers({ ...CUSTOMER, reference_id: REFERENCE }) });
      expect(await adoptable()).toMatchObject({ kind: 'found', known: { origin: 'created' } });
      expect(stub.requests).toHaveLength(1);
    });

    it.each<[string, object[], object]>([
      ['the one of this address', [theirs], { kind: 'found', known: { externalId: 'C1', origin: 'adopted' } }],
      ['none of two', [theirs, { ...theirs, id: 'C2' }], { kind: 'ambiguous', externalIds: ['C1', 'C2'] }],
      ['none that a hub has made', [{ ...theirs, reference_id: REFERENCE.replace('a', 'b') }], { kind: 'absent' }],
      ['none of another address', [{ ...theirs, email_address: 'ada@example.com.au' }], { kind: 'absent' }],
    ])('takes %s', async (_what, list, expected) => {
      stub.script({ [SEARCH]: [customers(), customers(...list)] });
      expect(await adoptable()).toMatchObject(expected);
      expect(stub.bodies(SEARCH)[1]).toMatchObject({
        query: { filter: { email_address: { exact: 'Ada@example.com' } } },
      });
    });

    it.each([
      [
        'without the rule',
        contactIntent({}, { rules: rules({ name: 'customers', enabled: true, options: { adopt: null } }) }),
      ],
      ['for a person who is to be forgotten', contactIntent({ erase: true })],
      ['for a deleted contact', contactIntent({ deletedAt: '2026-11-02T00:00:00Z' })],
    ])('takes no one’s customer %s', async (_what, intent) => {
      stub.script({ [SEARCH]: [customers(), customers(theirs)] });
      expect(await adoptable(intent)).toEqual({ kind: 'absent' });
      expect(stub.requests).toHaveLength(1);
    });

    it('asks nothing for an event that is not published', async () => {
      stub.script({});
      expect(await adoptable(eventIntent({ status: 'DRAFT' }))).toEqual({ kind: 'absent' });
      expect(stub.requests).toHaveLength(0);
    });
  });

  it('reads objects as they are now, and a merged customer as the one that is left', async () => {
    const read = (target: string, id: string | null) =>
      push().read(connection(), { target, subject: 's', part: '' }, id, context());
    stub.script({
      'GET /v2/customers/C0': json({ customer: CUSTOMER }),
      'GET /v2/customers/C9': failure(404, 'NOT_FOUND', 'Customer with ID `C9` not found.'),
      'GET /v2/catalog/object/I1': json({ object: ITEM }),
      'GET /v2/catalog/object/I2': json({ object: { ...ITEM, id: 'I2', is_deleted: true } }),
    });
    expect(await read('customer', 'C0')).toMatchObject({ externalId: 'C1', externalVersion: '4' });
    expect(await read('customer', 'C9')).toBeNull();
    expect(await read('catalog', 'I1')).toMatchObject({ externalId: 'I1', object: ITEM });
    expect(await read('catalog', 'I2')).toBeNull();
    expect(await read('catalog', null)).toBeNull();
  });

  it('shows the locations that can be chosen', async () => {
    stub.script({
      'GET /v2/locations': json({
        locations: [
          { id: 'L1', name: 'Foyer', status: 'ACTIVE' },
          { id: 'L2', name: 'Old bar', status: 'INACTIVE' },
        ],
      }),
    });
    expect(await push().choices(connection(), 'catalog', 'location', context())).toEqual([
      { id: 'L1', name: 'Foyer' },
      { id: 'L2', name: 'Old bar', unavailable: 'The location is closed' },
    ]);
    expect(await push().choices(connection(), 'customers', 'adopt', context())).toEqual([
      { id: 'email', name: 'email' },
    ]);
  });
});
