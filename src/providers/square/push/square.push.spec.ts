import type { PushOutcome, StoredRequest } from '../../push.port.js';
import { context, hang, json, refusal, reset, truncated } from '../../testing/vendor.stub.js';
import { contactIntent, eventIntent, REFERENCE, rules } from '../testing/square.intents.js';
import { connection, failure, SquareStub, TOKEN, type Reply } from '../testing/square.stub.js';
import { skuOf } from './square.ticket-sku.js';

const stub = new SquareStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const UPSERT = 'POST /v2/catalog/batch-upsert';
const CREATE = 'POST /v2/customers';
const UPDATE = 'PUT /v2/customers/C1';
const CUSTOMER = { id: 'C1', version: 4, updated_at: '2026-01-01T00:00:00Z', email_address: 'ada@example.com' };
const ITEM = { type: 'ITEM', id: 'I1', version: 1_790_000_000_123, updated_at: '2026-01-01T00:00:00.123Z' };
const made = json({ customer: CUSTOMER });
const push = (environment = {}) => stub.provider(environment).push;

async function requestOf(intent = contactIntent(), known: Parameters<ReturnType<typeof push>['build']>[1] = null) {
  const built = await push().build(intent, known, 'h1');
  if (built.kind !== 'request') throw new Error(`It was not built, but is ${built.kind}`);
  return built.request;
}
const known = { externalId: 'C1', externalVersion: '3', object: { id: 'C1' }, origin: 'created' as const };

function send(request: StoredRequest, target = 'customer', environment = {}): Promise<PushOutcome> {
  return push(environment).send(connection(), target, request, 'h1', context());
}

describe('A request to Square', () => {
  it('has the same bytes each time that it is built, and they are what is sent', async () => {
    for (const [intent, target, operation] of [
      [contactIntent(), 'customer', CREATE],
      [eventIntent(), 'catalog', UPSERT],
    ] as const) {
      const [request, again] = [await requestOf(intent), await requestOf(intent)];
      expect(again).toEqual(request);
      stub.script({ [operation]: target === 'customer' ? made : json({ objects: [ITEM] }) });
      await send(request, target);
      const [sent] = stub.requests;
      expect(sent!.body).toEqual(JSON.parse(request.body.toString()));
      expect(sent!.headers).toMatchObject({
        ...request.headers,
        authorization: `Bearer ${TOKEN}`,
        'content-length': String(request.body.length),
      });
    }
  });

  it('is stored without credentials, and without what belongs to a process', async () => {
    expect((await requestOf()).headers).toEqual({
      'content-type': 'application/json',
      'square-version': '2026-09-16',
    });
    expect((await requestOf(contactIntent({ phone: null }), known)).headers).toHaveProperty('x-clear-null', 'true');
  });

  it('keeps every digit of what the merchant has added', async () => {
    const object = JSON.parse('{"id":"I1","version":1790000000123,"item_data":{"weight":1.10}}') as Record<
      string,
      unknown
    >;
    const request = await requestOf(eventIntent(), { ...known, externalId: 'I1', object });
    expect(request.body.toString()).toContain('"version":1790000000123');
    expect(request.body.toString()).toContain('"weight":1.1');
  });

  it('is done with the object and its record', async () => {
    stub.script({ [CREATE]: made });
    expect(await send(await requestOf())).toEqual({
      kind: 'done',
      externalId: 'C1',
      externalVersion: '4',
      record: {
        seconds: Date.parse('2026-01-01T00:00:00Z') / 1000,
        sequence: 4,
        deleted: false,
        json: JSON.stringify(CUSTOMER),
      },
    });
    stub.script({ [UPSERT]: json({ objects: [{ type: 'ITEM_VARIATION', id: 'V1' }, ITEM] }) });
    expect(await send(await requestOf(eventIntent()), 'catalog')).toMatchObject({
      kind: 'done',
      externalId: 'I1',
      externalVersion: '1790000000123',
      record: { sequence: 123 },
    });
  });

  it.each<[string, Reply, object]>([
    ['no answer', hang, { kind: 'unknown' }],
    ['a reset', reset, { kind: 'unknown' }],
    ['half an answer', truncated, { kind: 'unknown' }],
    ['garbage', json('not json'), { kind: 'unknown' }],
    ["a proxy's 502", json('<html>', 502), { kind: 'unknown' }],
    ["a proxy's 404", json('{}', 404), { kind: 'unknown' }],
    ['a 503', failure(503, 'SERVICE_UNAVAILABLE'), { kind: 'unknown' }],
    ['an answer without the object', json({}), { kind: 'unknown' }],
    ['a 500 of its own', failure(500, 'INTERNAL_SERVER_ERROR'), { kind: 'unknown', isStored: true }],
    ['a key that had other bytes', failure(400, 'IDEMPOTENCY_KEY_REUSED'), { kind: 'unknown', isStored: true }],
    ['a conflict', failure(409, 'CONFLICT'), { kind: 'unknown' }],
    ['a refusal', failure(400, 'INVALID_EMAIL_ADDRESS'), { kind: 'refused' }],
    [
      'an error within a 200',
      json({ errors: [{ category: 'INVALID_REQUEST_ERROR', code: 'BAD_REQUEST' }] }),
      { kind: 'refused' },
    ],
  ])('that makes a customer: %s', async (_what, reply, expected) => {
    stub.script({ [CREATE]: reply });
    const outcome = await send(await requestOf(), 'customer', { OUTBOUND_WRITE_TIMEOUT_SECONDS: '1' });
    expect({ isStored: undefined, ...outcome }).toMatchObject({ isStored: undefined, ...expected });
    expect(stub.requests).toHaveLength(1);
  });

  it.each([
    ['customer', 409, 'CONFLICT', 'stale'],
    ['customer', 404, 'NOT_FOUND', 'stale'],
    ['customer', 400, 'INVALID_PHONE_NUMBER', 'refused'],
    ['catalog', 400, 'VERSION_MISMATCH', 'stale'],
    ['catalog', 404, 'NOT_FOUND', 'stale'],
    ['catalog', 400, 'INVALID_VALUE', 'refused'],
  ])('that changes a %s: %d %s is %s', async (target, status, code, expected) => {
    const isCustomer = target === 'customer';
    stub.script({ '*': failure(status, code) });
    const intent = isCustomer ? contactIntent() : eventIntent();
    expect(await send(await requestOf(intent, known), target)).toMatchObject({ kind: expected });
    expect(stub.requests.map(({ operation }) => operation)).toEqual([isCustomer ? UPDATE : UPSERT]);
  });

  it.each([
    [401, 'UNAUTHORIZED', 'provider_rejected_credentials'],
    [403, 'INSUFFICIENT_SCOPES', 'provider_permission_denied'],
    [429, 'RATE_LIMITED', 'provider_rate_limited'],
  ])('was not taken after a %d', async (status, code, expected) => {
    stub.script({ [CREATE]: failure(status, code) });
    const environment = { PROVIDER_BUDGET_PATIENCE_MS: '1' };
    expect((await refusal(send(await requestOf(), 'customer', environment))).code).toBe(expected);
    expect(stub.requests).toHaveLength(1);
  });

  it('waits while another change of the catalogue is under way', async () => {
    stub.script({ [UPSERT]: [json('', 429, { 'retry-after': '0.05' }), json({ objects: [ITEM] })] });
    expect(await send(await requestOf(eventIntent()), 'catalog')).toMatchObject({ kind: 'done' });
    const [first, second] = stub.requests;
    expect(second!.body).toEqual(first!.body);
  });

  it('changes the catalogue of an account once at a time', async () => {
    let [underWay, most] = [0, 0];
    stub.script({
      [UPSERT]: (response, request) => {
        most = Math.max(most, (underWay += 1));
        setTimeout(() => {
          underWay -= 1;
          json({ objects: [ITEM] })(response, request);
        }, 20);
      },
    });
    const ours = push({ SQUARE_CATALOG_WRITES_PER_SECOND: '1000' });
    const request = await requestOf(eventIntent());
    await Promise.all([1, 2, 3].map(() => ours.send(connection(), 'catalog', request, 'h1', context())));
    expect([stub.requests.length, most]).toEqual([3, 1]);
  });
});

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
    ])('takes nobody’s customer %s', async (_what, intent) => {
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
      'GET /v2/customers/C0': made,
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

describe('The push port of Square', () => {
  it('wants a customer for each contact and an item for each event', () => {
    const planned = (entity: 'contacts' | 'events' | 'tickets' | 'payments') =>
      push().plan({ entity, platformId: 'p1', version: 1, body: {} });
    const none = { subject: 'p1', part: '', needs: [], reads: [] };
    expect(planned('contacts')).toEqual([{ target: 'customer', ...none }]);
    expect(planned('events')).toEqual([{ target: 'catalog', ...none }]);
    expect([...planned('tickets'), ...planned('payments')]).toEqual([]);
  });

  it('knows the page of an object in the dashboard', () => {
    const urlOf = (target: string, environment: 'production' | 'sandbox') =>
      push().urlOf({ environment }, target, 'X/1');
    expect(urlOf('customer', 'production')).toBe(
      'https://app.squareup.com/dashboard/customers/directory/customer/X%2F1',
    );
    expect(urlOf('catalog', 'sandbox')).toBe('https://app.squareupsandbox.com/dashboard/items/library/X%2F1');
  });

  it('is off until a tenant decides otherwise', () => {
    expect(push().rules.map(({ name, enabledByDefault }) => [name, enabledByDefault])).toEqual([
      ['customers', false],
      ['catalog', false],
    ]);
  });

  it('takes one change of the catalogue at a time, and the times of its settings', () => {
    const { targets } = push({ SQUARE_SAFE_WINDOW_SECONDS: '60', SQUARE_SETTLE_SECONDS: '90' });
    expect(targets.map(({ name, atOnce }) => [name, atOnce])).toEqual([
      ['customer', undefined],
      ['catalog', 1],
    ]);
    for (const target of targets) expect(target).toMatchObject({ safeWindowSeconds: 60, settleSeconds: 90 });
    for (const { safeWindowSeconds, settleSeconds } of push().targets) {
      expect([safeWindowSeconds, settleSeconds >= 60]).toEqual([3_600, true]);
    }
  });
});
