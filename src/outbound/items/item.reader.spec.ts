import { describe, expect, it } from '@jest/globals';
import { ExactNumber } from '../../common/exact-number.js';
import { isStorableInput } from '../../common/storable-input.js';
import { newestItems } from '../intake/newest.items.js';
import { ENTITIES, type Entity } from './entity.js';
import { ITEM_EXAMPLES } from './item.examples.js';
import { readItems } from './item.reader.js';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const at = { updatedAt: '2026-11-26T11:00:00Z' };
const EVENT = {
  id: 'evt_1',
  venueId: 'ven_1',
  name: 'Opening night',
  status: 'ON_SALE',
  startsAt: '2026-12-31T20:00:00+01:00',
  timezone: 'Europe/Paris',
  ticketTypes: [{ id: 'tt_1', name: 'Stalls', priceMinor: 4_500, currency: 'EUR' }],
  ...at,
};
const PAYMENT = {
  id: 'pay_1',
  type: 'ticket_purchase',
  amountMinor: 11_000,
  taxMinor: 1_000,
  currency: 'EUR',
  status: 'completed',
  lines: [
    { description: 'Stalls', quantity: 2, unitAmountMinor: 5_500, taxMinor: 1_000 },
    { type: 'discount', description: 'Friends', quantity: 1, unitAmountMinor: -1_000 },
  ],
  occurredAt: '2026-11-26T10:59:59Z',
  ...at,
};
const TICKET = {
  id: 'tkt_1',
  eventId: 'evt_1',
  ticketTypeId: 'tt_1',
  ticketNumber: 'A-1',
  status: 'sold',
  priceMinor: 4_500,
  currency: 'EUR',
  holder: { id: 'usr_1', email: 'ada@example.org' },
  purchasedAt: '2026-11-26T10:59:59Z',
  ...at,
};
const CONTACT = { id: 'con_1', email: 'ada@example.org', emailConsent: 'granted', ...at };

const read = (entity: Entity, ...items: unknown[]) => readItems(entity, items, NOW);
const errorsOf = (entity: Entity, item: unknown) =>
  read(entity, item).rejected.flatMap(({ errors }) => errors.map(({ field, code }) => [field, code]));

describe('The items of a call', () => {
  it.each<[Entity, object]>([
    ['events', EVENT],
    ['tickets', TICKET],
    ['payments', PAYMENT],
    ['contacts', CONTACT],
  ])('are taken as they are: %s', (entity, item) => {
    const version = Date.parse(at.updatedAt) * 1_024 + 7;
    const { items, rejected } = read(entity, { ...item, sequence: 7 });
    expect(rejected).toEqual([]);
    expect(items).toEqual([{ index: 0, id: (item as { id: string }).id, version, body: { ...item, sequence: 7 } }]);
    expect(Number.isSafeInteger(version)).toBe(true);
  });

  it('are rejected one by one', () => {
    const { items, rejected } = read('contacts', CONTACT, 7, { ...CONTACT, id: 'con_2', emailConsent: 'yes' }, null);
    expect(items.map(({ index }) => index)).toEqual([0]);
    expect(rejected.map(({ index, id }) => [index, id])).toEqual([
      [1, undefined],
      [2, 'con_2'],
      [3, undefined],
    ]);
  });

  it.each<[string, Entity, object, string, string]>([
    ['an unknown field', 'contacts', { ...CONTACT, mail: 'x' }, 'mail', 'invalid_item'],
    [
      'an unknown field inside',
      'tickets',
      { ...TICKET, holder: { ...TICKET.holder, x: 1 } },
      'holder.x',
      'invalid_item',
    ],
    ['a missing field', 'contacts', { ...CONTACT, email: undefined }, 'email', 'invalid_item'],
    ['null for what is required', 'contacts', { ...CONTACT, email: null }, 'email', 'invalid_item'],
    ['an id with a line break', 'contacts', { ...CONTACT, id: 'a\nb' }, 'id', 'invalid_item'],
    ['an id of 129 characters', 'contacts', { ...CONTACT, id: 'a'.repeat(129) }, 'id', 'invalid_item'],
    ['text that cannot be stored', 'contacts', { ...CONTACT, firstName: 'a\ud800' }, 'firstName', 'invalid_item'],
    [
      'a time without a zone',
      'contacts',
      { ...CONTACT, consentAt: '2026-01-01T00:00:00' },
      'consentAt',
      'invalid_item',
    ],
    ['a zone that is none', 'events', { ...EVENT, timezone: 'Europe/Atlantis' }, 'timezone', 'invalid_item'],
    ['a sequence of 1,024', 'contacts', { ...CONTACT, sequence: 1_024 }, 'sequence', 'invalid_item'],
    ['an amount with cents', 'payments', { ...PAYMENT, lines: null, amountMinor: 1.5 }, 'amountMinor', 'invalid_item'],
    [
      'an amount beyond 2^53 - 1',
      'payments',
      { ...PAYMENT, lines: null, amountMinor: 2 ** 53 },
      'amountMinor',
      'invalid_item',
    ],
    [
      'an amount beyond what lines add up to',
      'payments',
      { ...PAYMENT, amountMinor: 2 ** 53 },
      'amountMinor',
      'invalid_item',
    ],
    ['an amount below 0', 'payments', { ...PAYMENT, amountMinor: -1 }, 'amountMinor', 'invalid_item'],
    ['a tax below 0', 'payments', { ...PAYMENT, taxMinor: -1 }, 'taxMinor', 'invalid_item'],
    ['a currency of four decimals', 'payments', { ...PAYMENT, currency: 'CLF' }, 'currency', 'currency_unknown'],
    ['a currency in lower case', 'payments', { ...PAYMENT, currency: 'eur' }, 'currency', 'currency_unknown'],
    ['lines that miss a cent', 'payments', { ...PAYMENT, amountMinor: 11_001 }, 'lines', 'lines_do_not_add_up'],
    ['taxes that miss a cent', 'payments', { ...PAYMENT, taxMinor: 999 }, 'lines', 'lines_do_not_add_up'],
    [
      'a tax beyond the amount',
      'payments',
      { ...PAYMENT, lines: null, taxMinor: 11_001 },
      'lines',
      'lines_do_not_add_up',
    ],
    [
      'two ticket types with one id',
      'events',
      { ...EVENT, ticketTypes: [...EVENT.ticketTypes, ...EVENT.ticketTypes] },
      'ticketTypes',
      'invalid_item',
    ],
    ['a very long field', 'contacts', { ...CONTACT, ['x'.repeat(300)]: 1 }, 'x'.repeat(200), 'invalid_item'],
    [
      'a clock of before 1970',
      'contacts',
      { ...CONTACT, updatedAt: '1969-12-31T23:59:59.999Z' },
      'updatedAt',
      'invalid_item',
    ],
    [
      'a clock that is ahead',
      'contacts',
      { ...CONTACT, updatedAt: '2026-11-26T12:05:00.001Z' },
      'updatedAt',
      'item_from_the_future',
    ],
    [
      'a consent that was not given yet',
      'contacts',
      { ...CONTACT, consentAt: '2099-01-01T00:00:00Z' },
      'consentAt',
      'item_from_the_future',
    ],
  ])('are rejected for %s', (_, entity, item, field, code) => {
    expect(errorsOf(entity, item)).toEqual([[field, code]]);
  });

  it('say of a field that is absent that it is required', () => {
    const { email: _, ...contact } = CONTACT;
    expect(read('contacts', contact).rejected).toEqual([
      { index: 0, id: 'con_1', errors: [{ field: 'email', code: 'invalid_item', message: 'is required' }] },
    ]);
  });

  it('may not have negative lines, except for discounts', () => {
    const lines = [{ description: 'x', quantity: 1, unitAmountMinor: -1 }];
    expect(errorsOf('payments', { ...PAYMENT, lines })).toContainEqual(['lines.0.unitAmountMinor', 'invalid_item']);
  });

  it('add up beyond what a number holds', () => {
    const lines = [
      { description: 'a', quantity: 1_000_000, unitAmountMinor: 9_007_199_254 },
      { description: 'b', quantity: 1, unitAmountMinor: 740_991 },
    ];
    const item = { ...PAYMENT, amountMinor: Number.MAX_SAFE_INTEGER, taxMinor: null, lines };
    expect(errorsOf('payments', item)).toEqual([]);
    expect(errorsOf('payments', { ...item, amountMinor: Number.MAX_SAFE_INTEGER - 1 })).toHaveLength(1);
  });

  it('may clear what is optional', () => {
    expect(read('contacts', { ...CONTACT, phone: null, tags: null, address: null }).rejected).toEqual([]);
  });

  it('have an address of a street, a town and a country, and more only where there is more', () => {
    const address = { line1: '1 Main St', city: 'Dublin', country: 'IE' };
    expect(read('contacts', { ...CONTACT, address }).rejected).toEqual([]);
    const cleared = { ...address, line2: null, region: null, postalCode: null };
    expect(read('contacts', { ...CONTACT, address: cleared }).rejected).toEqual([]);
    for (const field of Object.keys(address)) {
      expect(errorsOf('contacts', { ...CONTACT, address: { ...address, [field]: undefined } })).toEqual([
        [`address.${field}`, 'invalid_item'],
      ]);
    }
  });

  it.each<[string, Record<string, unknown>, [string, string]]>([
    ['NUL', { firstName: 'a\0b' }, ['firstName', 'must be valid text']],
    ['half of a character', { url: 'https://example.org/\ud83c' }, ['url', 'must be valid text']],
    ['NUL in a list', { tags: ['a', '\0'] }, ['tags.1', 'must be valid text']],
    ['a name that every object has', { attributes: { toString: 1 } }, ['attributes.toString', 'is not a field']],
    ['the prototype', JSON.parse('{"__proto__":{"id":1}}') as Record<string, unknown>, ['__proto__', 'is not a field']],
    ['NUL in a name', { 'a\0': 1 }, ['a\ufffd', 'is not a field']],
    [
      'a number that would be rounded',
      { attributes: { n: new ExactNumber('1.00000000000000001') } },
      ['attributes.n', 'digits'],
    ],
  ])('are refused one by one for %s', (_, over, [field, message]) => {
    const flawed = Object.defineProperties({ ...CONTACT }, Object.getOwnPropertyDescriptors(over));
    const { items, rejected } = read('contacts', flawed, { ...CONTACT, id: 'con_2' });
    expect(items.map(({ id }) => id)).toEqual(['con_2']);
    expect(rejected).toEqual([
      { index: 0, id: 'con_1', errors: [{ field, code: 'invalid_item', message: expect.stringContaining(message) }] },
    ]);
  });

  it('are refused with errors that can be stored', () => {
    const { rejected } = read('contacts', { ...CONTACT, [`${'x'.repeat(199)}🎟`]: 1 }, { ...CONTACT, id: '\0' });
    expect(isStorableInput(rejected)).toBe(true);
    expect(rejected).toMatchObject([{ index: 0, id: 'con_1' }, { index: 1 }]);
    const deep = Array.from({ length: 500 }, () => '\0');
    expect(read('contacts', { ...CONTACT, tags: deep }).rejected[0]?.errors).toHaveLength(20);
  });

  it('are the newest of their ids', () => {
    const older = { ...CONTACT, updatedAt: '2026-11-26T10:00:00Z' };
    const { items } = read('contacts', older, CONTACT, { ...CONTACT, id: 'con_2' }, CONTACT);
    expect([...newestItems(items)].map(({ index }) => index)).toEqual([1, 2]);
  });
});

describe('The examples of items', () => {
  it.each(ENTITIES)('has one of %s that is accepted', (entity) => {
    expect(read(entity, ITEM_EXAMPLES[entity])).toMatchObject({ items: [{ index: 0 }], rejected: [] });
  });
});
