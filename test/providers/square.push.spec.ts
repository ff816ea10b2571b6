import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from '../../src/providers/connection.js';
import type { KnownObject, PushIntent, PushPort, StoredRequest } from '../../src/providers/push.port.js';
import {
  contactIntent,
  eventIntent,
  EVENT,
  REFERENCE,
  rules,
} from '../../src/providers/square/testing/square.intents.js';
import { Stand } from './stand.js';
import type { VendorAccount } from './subject.js';
import { squareSubject } from './subjects/square.subject.js';

const UPSERT = '/v2/catalog/batch-upsert';
const context = () => ({ signal: new AbortController().signal });

interface Write {
  method: string;
  path: string;
  headers: Record<string, string>;
  key: string | null;
  body: { base64: string };
  status: number;
  applied: boolean;
  replayed: boolean;
  references: string[];
}
type Item = Record<string, unknown> & { item_data: { variations: { item_variation_data: Record<string, unknown> }[] } };

/** The push port against a sandbox of Square. */
describe('What is pushed to Square', () => {
  let stand: Stand;
  let push: PushPort;
  let account: VendorAccount;
  let connection: Connection;
  let seed = 0;
  beforeAll(async () => {
    stand = await Stand.open(squareSubject);
    push = portOf();
  });
  afterAll(() => stand?.close());

  beforeEach(async () => {
    await stand.control.call('DELETE', '/faults');
    account = await stand.account((seed += 1), { counts: { locations: 2, customers: 2, products: 4 } });
    connection = stand.connection(account);
  });

  const portOf = (env: Record<string, string> = {}) => stand.port(env).push!;
  const fault = (kind: string, path: string, more: object = {}) =>
    stand.control.call('POST', '/faults', { kind, path, account: account.id, ...more });

  async function built(intent: PushIntent, known: KnownObject | null = null, key = 'h1'): Promise<StoredRequest> {
    const decision = await push.build(intent, known, key);
    if (decision.kind !== 'request') throw new Error(`Not a request, but ${JSON.stringify(decision)}`);
    return decision.request;
  }
  const send = (intent: PushIntent, request: StoredRequest, port = push) =>
    port.send(connection, intent.target, request, 'h1', context());
  const read = (intent: PushIntent, id: string) => push.read(connection, intent, id, context());
  const find = async ({ target }: PushIntent, request: StoredRequest) =>
    (await push.find(connection, target, [{ reference: REFERENCE, request, firstSentAt: Date.now() }], context())).get(
      REFERENCE,
    );

  async function writes(): Promise<Write[]> {
    return (await stand.control.call<{ writes: Write[] }>('GET', `/accounts/${account.id}/writes`)).writes;
  }

  /** What the account has with our references. */
  async function pushed(): Promise<Record<string, unknown>[]> {
    const all = [
      ...(await stand.objects(account, 'customers')).values(),
      ...(await stand.objects(account, 'products')).values(),
    ];
    return all.filter((object) => JSON.stringify(object).includes(REFERENCE) && object.type !== 'ITEM_VARIATION');
  }

  async function made(intent: PushIntent): Promise<KnownObject> {
    const outcome = await send(intent, await built(intent));
    if (outcome.kind !== 'done') throw new Error(`Not done, but ${JSON.stringify(outcome)}`);
    return (await read(intent, outcome.externalId))!;
  }

  describe.each([
    ['a contact', contactIntent(), contactIntent({ lastName: 'King' })],
    ['an event', eventIntent(), eventIntent({ name: 'Macbeth' })],
  ])('%s', (_what, intent, changed) => {
    it('arrives byte for byte as it was built, and once for a key', async () => {
      const request = await built(intent);
      expect(await built(intent)).toEqual(request);
      const first = await send(intent, request);
      const second = await send(intent, request);
      expect(second).toEqual(first);
      const log = await writes();
      expect(log.map(({ applied, replayed }) => [applied, replayed])).toEqual([
        [true, false],
        [false, true],
      ]);
      for (const { method, path, headers, key, body } of log) {
        expect({ method, path, key }).toEqual({ method: request.method, path: request.path, key: 'h1' });
        expect(Buffer.from(body.base64, 'base64').equals(request.body)).toBe(true);
        expect(headers['square-version']).toBe(request.headers['square-version']);
      }
      expect(await pushed()).toHaveLength(1);
    });

    it('is sent in the version that it was stored with', async () => {
      const request = await built(intent);
      const headers = { ...request.headers, 'square-version': '2025-01-23' };
      expect(await send(intent, { ...request, headers })).toMatchObject({ kind: 'done' });
      expect((await writes()).map((write) => write.headers['square-version'])).toEqual(['2025-01-23']);
    });

    it('is done with the record that a read brings', async () => {
      const outcome = await send(intent, await built(intent));
      if (outcome.kind !== 'done') throw new Error(outcome.kind);
      const stream = push.targets.find(({ name }) => name === intent.target)!.stream;
      const record = await stand.port().fetchOne(connection, stream, outcome.externalId, context());
      expect(outcome.record).toEqual(record);
    });

    it.each(['applyThenTimeout', 'applyThenReset', 'truncated'])('is found after %s', async (kind) => {
      const request = await built(intent);
      await fault(kind, request.path);
      const impatient = portOf({ OUTBOUND_WRITE_TIMEOUT_SECONDS: '1' });
      expect(await send(intent, request, impatient)).toMatchObject({ kind: 'unknown' });
      const found = await find(intent, request);
      expect(found).toMatchObject({ kind: 'found', known: { origin: 'created' } });
      expect(await push.adoptable(connection, intent, context())).toEqual(found);
    });

    it('is absent after a stored failure, and made with another key', async () => {
      const request = await built(intent);
      await fault('stored500', request.path);
      expect(await send(intent, request)).toMatchObject({ kind: 'unknown', isStored: true });
      expect(await send(intent, request)).toMatchObject({ kind: 'unknown', isStored: true });
      expect(await find(intent, request)).toEqual({ kind: 'absent' });
      expect(await send(intent, await built(intent, null, 'h2'))).toMatchObject({ kind: 'done' });
      expect(await pushed()).toHaveLength(1);
    });

    it('is in doubt where its key had other bytes', async () => {
      await send(intent, await built(intent));
      expect(await send(intent, await built(changed))).toMatchObject({ kind: 'unknown', isStored: true });
      expect(await pushed()).toHaveLength(1);
    });

    it('is stale when somebody has changed it meanwhile, and then built from what is there', async () => {
      const known = await made(intent);
      const request = await built(changed, known, 'h2');
      const patch = intent.target === 'customer' ? { note: 'a friend' } : { item_data: { label_color: 'ff0000' } };
      const stream = intent.target === 'customer' ? 'customers' : 'products';
      await stand.control.call('POST', `/accounts/${account.id}/update`, { stream, id: known.externalId, patch });
      expect(await send(intent, request)).toEqual({ kind: 'stale' });
      const now = await read(intent, known.externalId);
      expect(await send(intent, await built(changed, now, 'h3'))).toMatchObject({
        kind: 'done',
        externalId: known.externalId,
      });
      expect(JSON.stringify(await pushed())).toMatch(/a friend|ff0000/);
    });

    it('is stale when it was deleted meanwhile, and then gone', async () => {
      const known = await made(intent);
      const stream = intent.target === 'customer' ? 'customers' : 'products';
      await stand.control.call('POST', `/accounts/${account.id}/delete`, { stream, id: known.externalId });
      expect(await send(intent, await built(changed, known, 'h2'))).toEqual({ kind: 'stale' });
      expect(await read(intent, known.externalId)).toBeNull();
    });

    it('is not found before the index shows it', async () => {
      await stand.control.call('POST', '/lag', { ms: 60_000, account: account.id });
      const request = await built(intent);
      await send(intent, request);
      expect(await find(intent, request)).toEqual({ kind: 'absent' });
      await stand.control.call('POST', '/clock', { offsetSeconds: 61 });
      expect(await find(intent, request)).toMatchObject({ kind: 'found' });
      await stand.control.call('POST', '/clock', { offsetSeconds: 0 });
    });
  });

  describe('a contact', () => {
    const theirs = (more: object = {}) =>
      stand.control.call<{ object: { id: string } }>('POST', `/accounts/${account.id}/create`, {
        stream: 'customers',
        object: { email_address: 'ada@EXAMPLE.com', given_name: 'Lady', ...more },
      });

    it('fills the empty fields of the customer who is there', async () => {
      await theirs({ reference_id: 'THEIRS-1', family_name: null, phone_number: null, address: null });
      const found = await push.adoptable(connection, contactIntent(), context());
      if (found.kind !== 'found') throw new Error(found.kind);
      expect(found.known.origin).toBe('adopted');
      expect(await send(contactIntent(), await built(contactIntent(), found.known))).toMatchObject({ kind: 'done' });
      const after = await read(contactIntent(), found.known.externalId);
      expect(after!.object).toMatchObject({
        reference_id: 'THEIRS-1',
        given_name: 'Lady',
        family_name: 'Lovelace',
        phone_number: '+442079460958',
        address: { locality: 'London' },
      });
      expect(await push.build(contactIntent(), { ...after!, origin: 'adopted' }, 'h2')).toEqual({ kind: 'nothing' });
    });

    it('takes neither of two customers', async () => {
      await theirs();
      await theirs();
      expect(await push.adoptable(connection, contactIntent(), context())).toMatchObject({ kind: 'ambiguous' });
    });

    it('loses what is cleared, and all of it when it is forgotten', async () => {
      const known = await made(contactIntent());
      await send(contactIntent(), await built(contactIntent({ phone: null }), known, 'h2'));
      const cleared = await read(contactIntent(), known.externalId);
      expect(cleared!.object).toMatchObject({ given_name: 'Ada', address: { locality: 'London' } });
      expect(cleared!.object).not.toHaveProperty('phone_number');
      await send(contactIntent(), await built(contactIntent({ erase: true }), cleared, 'h3'));
      const { object } = (await read(contactIntent(), known.externalId))!;
      for (const field of ['given_name', 'family_name', 'email_address', 'phone_number', 'address']) {
        expect(object).not.toHaveProperty(field);
      }
    });
  });

  describe('an event', () => {
    const variationsOf = ({ object }: KnownObject) =>
      (object as Item).item_data.variations.map(({ item_variation_data: { name, price_money } }) => [
        name,
        (price_money as { amount: number }).amount,
      ]);

    it('keeps the merchant’s variation, and withdraws a ticket type instead of deleting it', async () => {
      const known = await made(eventIntent());
      expect(known.object).toMatchObject({ item_data: { description_plaintext: EVENT.description } });
      const data = {
        item_id: known.externalId,
        name: 'Programme',
        pricing_type: 'FIXED_PRICING',
        price_money: { amount: 9, currency: 'USD' },
      };
      const sold = { type: 'ITEM_VARIATION', id: '#p', item_variation_data: data };
      await fetch(`${stand.edge.url}/v2/catalog/object`, {
        method: 'POST',
        headers: { authorization: `Bearer ${account.credentials.accessToken}` },
        body: JSON.stringify({ idempotency_key: 'merchant', object: sold }),
      });
      const now = (await read(eventIntent(), known.externalId))!;
      const [stalls] = EVENT.ticketTypes;
      const cheaper = eventIntent({ ticketTypes: [{ ...stalls, priceMinor: 4000 }] });
      expect(await send(cheaper, await built(cheaper, now, 'h2'))).toMatchObject({ kind: 'done' });
      const after = (await read(eventIntent(), known.externalId))!;
      expect(variationsOf(after)).toEqual([
        ['Stalls', 4000],
        ['Circle', 2500],
        ['Programme', 9],
      ]);
    });

    it('is archived once it is over, and found then', async () => {
      const known = await made(eventIntent());
      const over = eventIntent({ status: 'COMPLETED' });
      const request = await built(over, known, 'h2');
      expect(await send(over, request)).toMatchObject({ kind: 'done' });
      expect((await read(over, known.externalId))!.object).toMatchObject({ item_data: { is_archived: true } });
      expect(await push.adoptable(connection, over, context())).toMatchObject({
        kind: 'found',
        known: { externalId: known.externalId },
      });
    });

    it('waits for other changes of the catalogue, whoever makes them', async () => {
      await stand.control.call('POST', '/limits', { catalogWriteMs: 200 });
      const events = ['evt_1', 'evt_2', 'evt_3'].map((id) => eventIntent({ id }, { reference: `${id}${REFERENCE}` }));
      const outcomes = await Promise.all(
        events.map(async (intent, n) => send(intent, await built(intent, null, `h${n}`), portOf())),
      );
      await stand.control.call('POST', '/limits', { catalogWriteMs: 20 });
      expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
      expect((await writes()).filter(({ applied }) => applied)).toHaveLength(3);
      expect((await writes()).every(({ path }) => path === UPSERT)).toBe(true);
    });

    it('is sold at a location that can be chosen', async () => {
      const choices = await push.choices(connection, 'catalog', 'location', context());
      const open = choices.find(({ unavailable }) => unavailable === undefined)!;
      const chosen = { rules: rules({ name: 'catalog', enabled: true, options: { location: open.id } }) };
      expect((await made(eventIntent({}, chosen))).object).toMatchObject({
        present_at_all_locations: false,
        present_at_location_ids: [open.id],
      });
    });
  });
});
