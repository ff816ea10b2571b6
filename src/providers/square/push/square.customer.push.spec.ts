import { describe, expect, it } from '@jest/globals';
import type { KnownObject, PushedItem, PushIntent } from '../../push.port.js';
import { contactIntent, REFERENCE, rules } from '../testing/square.intents.js';
import { SquareCustomerBuilder } from './square.customer.push.js';
import type { SquareWrite } from './square.push-requests.js';

const ADDRESS = {
  address_line_1: '12 St James Square',
  address_line_2: null,
  locality: 'London',
  administrative_district_level_1: null,
  postal_code: 'SW1Y 4JH',
  country: 'GB',
};
const FIELDS = {
  given_name: 'Ada',
  family_name: 'Lovelace',
  email_address: 'Ada@example.com',
  phone_number: '+442079460958',
  address: ADDRESS,
};

async function build(intent: PushIntent, known: KnownObject | null = null) {
  let write: SquareWrite | undefined;
  const builder = new SquareCustomerBuilder({
    build: async (wanted: SquareWrite) => {
      write = wanted;
      return { ...wanted, headers: {}, body: Buffer.alloc(0), content: JSON.stringify(wanted.content) };
    },
  } as unknown as ConstructorParameters<typeof SquareCustomerBuilder>[0]);
  return { built: await builder.build(intent, known, 'h1'), write };
}

const customer = (object: object, origin: KnownObject['origin'] = 'created'): KnownObject => ({
  externalId: 'C1',
  externalVersion: '3',
  object: { id: 'C1', version: 3, ...object },
  origin,
});

describe('A contact at Square', () => {
  it('is a customer with our reference', async () => {
    const { write } = await build(contactIntent());
    const { address_line_2: _two, administrative_district_level_1: _region, ...address } = ADDRESS;
    expect(write).toMatchObject({ kind: 'create', method: 'POST', path: '/v2/customers', content: FIELDS });
    expect(write!.body).toEqual({ idempotency_key: 'h1', reference_id: REFERENCE, ...FIELDS, address });
  });

  it('is updated by what it says, and loses what it clears', async () => {
    const known = customer({ ...FIELDS, note: 'a friend', reference_id: REFERENCE });
    const { write } = await build(contactIntent({ firstName: 'Augusta', phone: null, address: null }), known);
    expect(write).toMatchObject({ kind: 'update', method: 'PUT', path: '/v2/customers/C1' });
    expect(write!.body).toEqual({
      version: 3,
      ...FIELDS,
      given_name: 'Augusta',
      phone_number: null,
      address: null,
    });
  });

  it('does not touch what the platform does not say', async () => {
    const said = { id: 'con_1', email: 'new@example.com' };
    const intent = contactIntent({}, { items: [{ ...contactIntent().items[0]!, body: said } as PushedItem] });
    expect((await build(intent, customer(FIELDS))).write!.body).toEqual({
      version: 3,
      email_address: 'new@example.com',
    });
  });

  it('is left alone where the customer says it already', async () => {
    const { address_line_2: _two, ...address } = ADDRESS;
    expect((await build(contactIntent(), customer({ ...FIELDS, address }))).built).toEqual({ kind: 'nothing' });
    expect((await build(contactIntent(null), customer(FIELDS))).built).toEqual({ kind: 'nothing' });
  });

  it('fills only the empty fields of a customer that is the merchant’s own', async () => {
    const theirs = { given_name: 'Lady', email_address: 'ada@example.com', phone_number: '', reference_id: 'THEIRS-1' };
    const { write } = await build(contactIntent({ firstName: 'Augusta' }), customer(theirs, 'adopted'));
    const { address_line_2: _two, administrative_district_level_1: _region, ...address } = ADDRESS;
    expect(write!.body).toEqual({
      version: 3,
      family_name: 'Lovelace',
      phone_number: '+442079460958',
      address,
    });
    const full = await build(contactIntent({ phone: null }), customer({ ...FIELDS, given_name: 'Lady' }, 'adopted'));
    expect(full.built).toEqual({ kind: 'nothing' });
  });

  it.each([
    ['+1 (212) 555-4240', '+12125554240'],
    ['020 7946 0958', '02079460958'],
    ['12345678', undefined],
    ['call me', undefined],
    ['', null],
    [null, null],
  ])('has the phone %j as %j', async (phone, expected) => {
    const { write } = await build(contactIntent({ phone, firstName: 'Other' }), customer(FIELDS));
    expect(write!.body.phone_number).toBe(expected);
  });

  it('is not pushed without a way to adopt', async () => {
    const none = rules({ name: 'customers', enabled: true, options: { adopt: null } });
    expect((await build(contactIntent({}, { rules: none }))).built).toMatchObject({
      kind: 'skipped',
      code: 'rule_off',
    });
  });

  it('is not made once it is deleted, and is kept if it is there', async () => {
    const deletedAt = '2026-11-02T00:00:00Z';
    expect((await build(contactIntent({ deletedAt }))).built).toMatchObject({ kind: 'skipped', code: 'status' });
    expect((await build(contactIntent({ deletedAt }), customer({}))).built).toEqual({ kind: 'nothing' });
  });

  it('is forgotten where the platform made the customer', async () => {
    const { write } = await build(contactIntent({ erase: true }), customer({ ...FIELDS, note: 'a friend' }));
    expect(write).toMatchObject({ kind: 'update', method: 'PUT', path: '/v2/customers/C1' });
    expect(write!.body).toEqual({
      version: 3,
      given_name: null,
      family_name: null,
      email_address: null,
      phone_number: null,
      address: null,
    });
    expect((await build(contactIntent({ erase: true }), customer({ note: 'a friend' }))).built).toEqual({
      kind: 'nothing',
    });
  });

  it('is named where it would have to be forgotten by the merchant', async () => {
    const { built } = await build(contactIntent({ erase: true }), customer(FIELDS, 'adopted'));
    expect(built).toMatchObject({
      kind: 'skipped',
      code: 'adopted',
      message: expect.stringContaining('C1') as unknown,
    });
    expect((await build(contactIntent({ erase: true }))).built).toMatchObject({ kind: 'skipped', code: 'erased' });
  });
});
