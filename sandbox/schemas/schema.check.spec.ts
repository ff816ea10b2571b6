import { describe, expect, it } from '@jest/globals';
import { unknownRequests } from './request.check.js';
import { SchemaCheck } from './schema.check.js';
import { vendorSchema, type TypeOf } from './vendor.schema.js';

const types: Record<string, TypeOf> = {
  Card: { fields: { object: { enum: ['card'] }, id: 'string', brand: { enum: ['visa', 'amex'] } } },
  Bank: { fields: { object: { enum: ['bank'] }, id: 'string', 'limits?': { map: 'integer' } } },
  Owner: { fields: { id: 'string', methods: { list: ['#Card', '#Bank'] }, 'name?': ['null', 'string'] } },
};
const check = new SchemaCheck(types);
const card = { object: 'card', id: 'c', brand: 'visa' };

const found = (value: unknown): string[] =>
  check.violations(value, '#Owner', 'GET /owner').map(({ kind, path, detail }) => `${kind} ${path}: ${detail}`);

describe('the check of answers', () => {
  it('finds nothing in what the vendor may send', () => {
    const bank = { object: 'bank', id: 'b', limits: { day: 5 } };
    expect(found({ id: 'o', methods: [card, bank], name: null })).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['a wrong type', { id: 1, methods: [] }, 'type Owner.id: number, not string'],
    [
      'a wrong type in a map',
      { id: 'o', methods: [{ object: 'bank', id: 'b', limits: { day: 0.5 } }] },
      'type Bank.limits.*: number, not integer',
    ],
    [
      'a value outside an enum',
      { id: 'o', methods: [{ ...card, brand: 'gold' }] },
      'enum Card.brand: "gold", not visa|amex',
    ],
    ['a missing field', { methods: [] }, 'missing Owner.id: string'],
    ['an unknown field', { id: 'o', methods: [{ ...card, gan: '1' }] }, 'unknown Card.gan: string'],
    ['null where nothing says so', { id: 'o', methods: null }, 'type Owner.methods: null, not a list'],
    [
      'an object of another kind',
      { id: 'o', methods: [{ ...card, object: 'cash' }] },
      'enum Card.object: "cash", not card',
    ],
  ])('finds %s', (_what, value, violation) => {
    expect(found(value)).toEqual([violation]);
  });

  it.each(['stripe', 'square', 'mailchimp', 'quickbooks'])(
    'finds every type that the extract of %s names',
    (vendor) => {
      const schema = vendorSchema(vendor);
      const named = new Set([...JSON.stringify(schema).matchAll(/"#([^"]+)"/g)].map(([, name]) => name!));
      expect(named.size).toBeGreaterThan(10);
      expect([...named].filter((name) => !Object.hasOwn(schema.types, name))).toEqual([]);
    },
  );
});

describe('the check of requests', () => {
  it('finds operations and parameters that the vendor does not know', () => {
    const asked = {
      'GET /v1/customers': ['limit', 'starting_after'],
      'GET /v1/customers/:id': ['updated'],
      'PATCH /v1/customers/:id': [],
      'GET /v1/clients': [],
    };
    expect(unknownRequests(asked, vendorSchema('stripe'))).toEqual([
      'GET /v1/customers/:id takes no updated',
      'PATCH /v1/customers/:id is unknown',
      'GET /v1/clients is unknown',
    ]);
  });
});
