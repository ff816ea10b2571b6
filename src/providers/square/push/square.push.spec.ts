import type { PushedItem, PushOutcome, StoredRequest } from '../../push.port.js';
import { context, hang, json, refusal, reset, truncated } from '../../testing/vendor.stub.js';
import { contactIntent, eventIntent } from '../testing/square.intents.js';
import { connection, failure, SquareStub, TOKEN, type Reply } from '../testing/square.stub.js';

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

  it('is built again without a telephone number that Square does not take', async () => {
    const port = push();
    const refused = failure(400, 'INVALID_PHONE_NUMBER', 'No.', { field: 'phone_number' });
    stub.script({ [CREATE]: refused });
    const request = await requestOf();
    const sent = () => port.send(connection(), 'customer', request, 'h1', context());
    expect(await sent()).toEqual({ kind: 'stale' });
    const facts = await port.facts(connection(), contactIntent());
    const again = await port.build({ ...contactIntent(), facts }, null, 'h2');
    const body = again.kind === 'request' && again.request.body.toString();
    expect(body).toContain('given_name');
    expect(body).not.toContain('phone_number');
    stub.script({ [CREATE]: refused });
    expect(await sent()).toMatchObject({ kind: 'refused' });
    expect(await port.facts(connection(), contactIntent({ phone: '+49 30 1234567' }))).toEqual({});
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
      isEarlier: true,
    });
    const date = 'Thu, 01 Jan 2026 00:00:01 GMT';
    stub.script({ [CREATE]: json({ customer: CUSTOMER }, 200, { date }) });
    expect(await send(await requestOf())).toMatchObject({ kind: 'done', isEarlier: false });
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
    ['its own 500', failure(500, 'INTERNAL_SERVER_ERROR'), { kind: 'unknown', isStored: true }],
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
    const outcome = await send(await requestOf());
    expect({ isStored: undefined, ...outcome }).toMatchObject({ isStored: undefined, ...expected });
    expect(stub.requests).toHaveLength(1);
  });

  it.each([
    ['customer', 409, 'CONFLICT', 'stale'],
    ['customer', 404, 'NOT_FOUND', 'stale'],
    ['customer', 400, 'INVALID_EMAIL_ADDRESS', 'refused'],
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

describe('The push port of Square', () => {
  it('wants a customer for each contact and an item for each event', () => {
    const planned = (entity: 'contacts' | 'events' | 'tickets' | 'payments') =>
      push().plan({ entity, platformId: 'p1', version: 1, body: {} } as PushedItem);
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
