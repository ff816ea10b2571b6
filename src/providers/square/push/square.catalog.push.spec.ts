import { describe, expect, it } from '@jest/globals';
import { ISO_EXPONENTS } from '../../kit/iso.currencies.js';
import type { BuiltRequest, KnownObject, PushedItem, PushIntent } from '../../push.port.js';
import { EVENT, eventIntent, REFERENCE, rules } from '../testing/square.intents.js';
import { SquareCatalogBuilder } from './square.catalog.push.js';
import type { SquareObject } from './square.push-objects.js';
import type { SquareWrite } from './square.push-requests.js';
import { skuOf } from './square.ticket-sku.js';

const KEY = 'h1';
const STALLS = skuOf(REFERENCE, 'stalls');
const CIRCLE = skuOf(REFERENCE, 'circle');
const [stalls, circle] = EVENT.ticketTypes;

/** What the builder wants to be sent, and what it decides. */
async function build(intent: PushIntent, known: KnownObject | null = null) {
  let write: SquareWrite | undefined;
  const builder = new SquareCatalogBuilder({
    build: async (wanted: SquareWrite) => {
      write = wanted;
      return { ...wanted, headers: {}, body: Buffer.alloc(0), content: JSON.stringify(wanted.content) };
    },
  } as unknown as ConstructorParameters<typeof SquareCatalogBuilder>[0]);
  const built: BuiltRequest = await builder.build(intent, known, KEY);
  const batches = (write?.body.batches ?? []) as { objects: SquareObject[] }[];
  return { built, write, item: batches[0]?.objects[0] as Item };
}

interface Variation {
  id: string;
  version?: number;
  present_at_all_locations?: boolean;
  present_at_location_ids?: string[];
  item_variation_data: Record<string, unknown>;
}
type Item = Record<string, unknown> & { item_data: Record<string, unknown> & { variations: Variation[] } };

const variation = (id: string, sku: string, data: object = {}, more: object = {}): Variation => ({
  ...{ type: 'ITEM_VARIATION', id, version: 7, present_at_all_locations: true },
  ...more,
  item_variation_data: {
    item_id: 'I1',
    name: id,
    sku,
    user_data: `hub:${sku}`,
    pricing_type: 'FIXED_PRICING',
    price_money: { amount: 1, currency: 'USD' },
    ...data,
  },
});

/** An item as Square shows it: ours, with all that a merchant may add. */
const theirs = (variations: Variation[], data: object = {}, more: object = {}): KnownObject => ({
  externalId: 'I1',
  externalVersion: '5',
  origin: 'created',
  object: {
    type: 'ITEM',
    id: 'I1',
    version: 5,
    present_at_all_locations: true,
    custom_attribute_values: { seat: { string_value: 'red' } },
    ...more,
    item_data: {
      name: 'Former name',
      description: 'Former text',
      description_html: '<p>Former text</p>',
      description_plaintext: 'Former text',
      tax_ids: ['T1'],
      image_ids: ['IMG'],
      field_of_next_year: { kept: true },
      variations,
      ...data,
    },
  },
});

const own = () => theirs([variation('V1', STALLS), variation('V2', CIRCLE), variation('V3', 'MERCH-1', {}, {})]);
const variationsIn = (item: Item) => item.item_data.variations;
const named = (item: Item, sku: string) =>
  variationsIn(item).find(({ item_variation_data: data }) => data.sku === sku)!;

describe('An event at Square', () => {
  it('is one item with a variation for each ticket type', async () => {
    const { built, write, item } = await build(eventIntent());
    expect(built.kind).toBe('request');
    expect(write).toMatchObject({ kind: 'create', method: 'POST', path: '/v2/catalog/batch-upsert' });
    expect(write!.body.idempotency_key).toBe(KEY);
    expect(item).toEqual({
      type: 'ITEM',
      id: '#item',
      present_at_all_locations: true,
      item_data: {
        name: 'Hamlet',
        description_html: 'Fish &amp; &lt;Chips&gt;<br>at eight',
        variations: [
          {
            type: 'ITEM_VARIATION',
            id: `#${STALLS}`,
            present_at_all_locations: true,
            item_variation_data: {
              item_id: '#item',
              name: 'Stalls',
              sku: STALLS,
              user_data: `hub:${STALLS}`,
              pricing_type: 'FIXED_PRICING',
              price_money: { amount: 4500, currency: 'USD' },
            },
          },
          expect.objectContaining({ id: `#${CIRCLE}` }),
        ],
      },
    });
    expect(STALLS).toMatch(/^[a-z2-7]{32}-[0-9a-f]{12}$/);
  });

  it('is sold at the chosen location only', async () => {
    const chosen = rules({ name: 'catalog', enabled: true, options: { location: 'L2' } });
    const { item } = await build(eventIntent({}, { rules: chosen }));
    for (const object of [item, ...variationsIn(item)]) {
      expect(object).toMatchObject({ present_at_all_locations: false, present_at_location_ids: ['L2'] });
    }
  });

  it.each([
    ['DRAFT', 'skipped'],
    ['REVIEW', 'skipped'],
    ['APPROVED', 'create'],
    ['PUBLISHED', 'create'],
    ['ON_SALE', 'create'],
    ['SOLD_OUT', 'create'],
    ['IN_PROGRESS', 'create'],
    ['POSTPONED', 'create'],
    ['COMPLETED', 'skipped'],
    ['CANCELLED', 'skipped'],
  ])('that is %s and not there: %s', async (status, expected) => {
    const { built, write } = await build(eventIntent({ status }));
    expect(write?.kind ?? built.kind).toBe(expected);
  });

  it.each([
    ['DRAFT', 'skipped', undefined],
    ['ON_SALE', 'update', false],
    ['POSTPONED', 'update', false],
    ['COMPLETED', 'archive', true],
    ['CANCELLED', 'archive', true],
  ])('that is %s and there: %s', async (status, expected, isArchived) => {
    const { built, write, item } = await build(eventIntent({ status }), own());
    expect(write?.kind ?? built.kind).toBe(expected);
    expect(item?.item_data.is_archived).toBe(isArchived);
  });

  it('is nothing to sell without ticket types', async () => {
    expect((await build(eventIntent({ ticketTypes: [] }))).built).toMatchObject({ kind: 'skipped', code: 'status' });
    const { write, item } = await build(eventIntent({ ticketTypes: [] }), own());
    expect([write!.kind, item.item_data.is_archived]).toEqual(['archive', true]);
  });

  it('keeps what the merchant has added, and the versions that were read', async () => {
    const known = own();
    const { write, item } = await build(eventIntent(), known);
    const { description: _text, description_plaintext: _plain, ...data } = known.object!.item_data as Item['item_data'];
    expect(item).toEqual({
      ...known.object,
      item_data: {
        ...data,
        name: 'Hamlet',
        description_html: 'Fish &amp; &lt;Chips&gt;<br>at eight',
        is_archived: false,
        variations: [
          variation('V1', STALLS, { name: 'Stalls', price_money: { amount: 4500, currency: 'USD' } }),
          variation('V2', CIRCLE, { name: 'Circle', price_money: { amount: 2500, currency: 'USD' } }),
          variation('V3', 'MERCH-1'),
        ],
      },
    });
    expect(write!.kind).toBe('update');
    expect(known.object).toEqual(own().object);
  });

  it('leaves the description alone unless the platform has said one', async () => {
    const { description: _unsaid, ...unsaid } = EVENT;
    const silent = await build(
      eventIntent(null, { items: [{ ...eventIntent().items[0]!, body: unsaid } as PushedItem] }),
      own(),
    );
    expect(silent.item.item_data).toMatchObject({ description_html: '<p>Former text</p>', description: 'Former text' });
    const cleared = await build(eventIntent({ description: null }), own());
    expect(Object.keys(cleared.item.item_data)).not.toEqual(expect.arrayContaining([expect.stringMatching('descr')]));
  });

  it('adds a ticket type where the item is sold', async () => {
    const places = { present_at_all_locations: true, absent_at_location_ids: ['L3'] };
    const { item } = await build(eventIntent(), theirs([variation('V1', STALLS)], {}, places));
    expect(named(item, CIRCLE)).toMatchObject({ id: `#${CIRCLE}`, ...places });
    expect(named(item, CIRCLE).item_variation_data.item_id).toBe('I1');
  });

  it('withdraws a ticket type that is no longer there, and offers it again', async () => {
    const placed = variation('V2', CIRCLE, { vendor: 'kept' }, { present_at_location_ids: ['L1'] });
    const { item } = await build(eventIntent({ ticketTypes: [stalls] }), theirs([variation('V1', STALLS), placed]));
    const withdrawn = named(item, CIRCLE);
    expect(withdrawn).toEqual(
      variation(
        'V2',
        CIRCLE,
        { vendor: 'kept', user_data: `hub:${CIRCLE} withdrawn` },
        { present_at_all_locations: false },
      ),
    );
    const again = await build(
      eventIntent(),
      theirs([variation('V1', STALLS), withdrawn], {}, { present_at_all_locations: true }),
    );
    expect(named(again.item, CIRCLE)).toMatchObject({
      present_at_all_locations: true,
      item_variation_data: { user_data: `hub:${CIRCLE}`, vendor: 'kept' },
    });
  });

  it('leaves a variation hidden that the merchant has hidden', async () => {
    const hidden = variation('V1', STALLS, {}, { present_at_all_locations: false });
    const { item } = await build(eventIntent(), theirs([hidden]));
    expect(named(item, STALLS).present_at_all_locations).toBe(false);
  });

  it('knows its variation again after the merchant has given it another SKU', async () => {
    const renamed = variation('V1', STALLS, { sku: 'SHORT-1' });
    const { item } = await build(eventIntent({ ticketTypes: [stalls] }), theirs([renamed]));
    expect(variationsIn(item)).toEqual([expect.objectContaining({ id: 'V1' })]);
    expect(named(item, STALLS).item_variation_data.name).toBe('Stalls');
  });

  it('leaves a copy of its variation to the merchant', async () => {
    const copy = variation('V9', STALLS, { name: 'Stalls, with programme' });
    const { item } = await build(eventIntent({ ticketTypes: [stalls] }), theirs([variation('V1', STALLS), copy]));
    expect(variationsIn(item)[1]).toEqual(copy);
  });

  it('is archived and left as it is when it belongs to another venue', async () => {
    const { write, item } = await build(eventIntent(null), own());
    expect(write!.kind).toBe('archive');
    expect(item).toEqual({ ...own().object, item_data: { ...(own().object!.item_data as object), is_archived: true } });
    expect((await build(eventIntent(null), theirs([], { is_archived: true }))).built).toEqual({ kind: 'nothing' });
  });

  it('says the same for the same event, whatever Square has', async () => {
    const contents = await Promise.all(
      [null, own()].map(async (known) => (await build(eventIntent(), known)).write!.content),
    );
    expect(contents[0]).toEqual(contents[1]);
    expect((await build(eventIntent({ name: 'Macbeth' }), own())).write!.content).not.toEqual(contents[0]);
  });

  it('is not built from an item that was not read', async () => {
    await expect(build(eventIntent(), { ...own(), object: null })).rejects.toThrow('was not read');
  });

  it.each([...ISO_EXPONENTS])('has exact prices in %s, or none', async (currency, exponent) => {
    for (const priceMinor of [0, 1, 10 ** 6, Number.MAX_SAFE_INTEGER]) {
      const { built, item } = await build(eventIntent({ ticketTypes: [{ ...circle, priceMinor, currency }] }));
      if (exponent > 3) expect(built).toMatchObject({ kind: 'dead', code: 'currency_unknown' });
      else expect(named(item, CIRCLE).item_variation_data.price_money).toEqual({ amount: priceMinor, currency });
    }
  });

  it.each([
    ['XXX', 1, 'currency_unknown'],
    ['CLF', 1, 'currency_unknown'],
    ['UYW', 1, 'currency_unknown'],
    ['USD', 2 ** 53, 'amount_out_of_range'],
    ['USD', 0.5, 'amount_out_of_range'],
  ])('is dead with a price in %s of %d: %s', async (currency, priceMinor, code) => {
    const { built } = await build(eventIntent({ ticketTypes: [stalls, { ...circle, priceMinor, currency }] }));
    expect(built).toMatchObject({ kind: 'dead', code, message: expect.stringContaining('circle') as unknown });
  });
});
