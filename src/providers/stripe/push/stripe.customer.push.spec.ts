import { describe, expect, it } from '@jest/globals';
import { builtForm, contact, intentOf, known } from '../testing/push.case.js';
import { rulesOf } from '../testing/push.rules.js';
import { StripeStub } from '../testing/stripe.stub.js';

const stub = new StripeStub();
let push: ReturnType<typeof portOf>;
const portOf = () => stub.provider().push!;
beforeAll(async () => {
  await stub.start();
  push = portOf();
});
afterAll(() => stub.stop());

const build = (body: object, from: Parameters<typeof known> | null = null, rules = rulesOf()) =>
  builtForm(push, intentOf('customer', [contact({ ...body })], { rules }), from && known(...from));
const metadata = { 'metadata[hub_ref]': 'r'.repeat(32), 'metadata[hub_contact_id]': 'con_1' };
const address = { line1: '1 Main St', city: 'Kansas City', country: 'US', postalCode: '64101', region: null };
const street = {
  'address[line1]': '1 Main St',
  'address[city]': 'Kansas City',
  'address[postal_code]': '64101',
  'address[country]': 'US',
};

describe('A contact', () => {
  it('becomes a customer with our reference, of which nothing is empty', async () => {
    expect(await build({ phone: '', address, venueId: 'ven_1' })).toEqual({
      kind: 'create',
      call: 'POST /v1/customers',
      form: {
        email: 'ada@example.org',
        name: 'Ada Lovelace',
        ...street,
        ...metadata,
        'metadata[hub_venue_id]': 'ven_1',
      },
    });
  });

  it('changes its customer: null clears, and what was never said stays', async () => {
    const of = [{ id: 'cus_1' }] as const;
    expect(await build({ firstName: null, lastName: null, phone: null, address: null }, [...of])).toEqual({
      kind: 'update',
      call: 'POST /v1/customers/cus_1',
      form: { email: 'ada@example.org', name: '', phone: '', address: '', ...metadata },
    });
    expect(await build({}, [...of])).toMatchObject({
      form: { email: 'ada@example.org', name: 'Ada Lovelace', ...metadata },
    });
    expect(await build({ address }, [...of])).toMatchObject({
      form: { ...street, 'address[line2]': '', 'address[state]': '' },
    });
  });

  it.each([
    ['+1 816 555 0100', '+1 816 555 0100'],
    ['+1 (816) 555-0100 / 0101', '+18165550100 0101'.replace(' ', '')],
    ['+1 816 555 0100 extension 4711', undefined],
  ])('has the phone number %s as far as Stripe takes it', async (phone, sent) => {
    const { form } = (await build({ phone })) as { form: Record<string, string> };
    expect(form.phone).toBe(sent);
  });

  it('fills what is empty of a customer that was there, and leaves its metadata alone', async () => {
    const theirs = { id: 'cus_1', email: 'ada@example.org', name: 'A. Lovelace', phone: null, metadata: { crm: '7' } };
    const said = { phone: '+1 816 555 0100', firstName: null, address };
    expect(await build(said, [theirs, 'adopted'])).toEqual({
      kind: 'update',
      call: 'POST /v1/customers/cus_1',
      form: { phone: '+1 816 555 0100', ...street },
    });
    const full = { ...theirs, phone: '1', address: { line1: '2 Main St' } };
    expect(await build(said, [full, 'adopted'])).toEqual({ kind: 'nothing' });
  });

  it('is left out without the choice to adopt, or when it is deleted before it was sent', async () => {
    expect(await build({}, null, rulesOf(null))).toMatchObject({ kind: 'skipped', code: 'rule_off' });
    const deletedAt = '2026-03-01T10:00:00Z';
    expect(await build({ deletedAt })).toMatchObject({ kind: 'skipped', code: 'status' });
    expect(await build({ deletedAt }, [{ id: 'cus_1' }])).toEqual({ kind: 'nothing' });
  });

  it('is erased where we made the customer, and named where it was adopted', async () => {
    expect(await build({ erase: true }, [{ id: 'cus_1' }], rulesOf(null))).toEqual({
      kind: 'update',
      call: 'POST /v1/customers/cus_1',
      form: { email: '', name: '', phone: '', address: '' },
    });
    const adopted = await build({ erase: true }, [{ id: 'cus_1' }, 'adopted']);
    expect(adopted).toMatchObject({ kind: 'skipped', code: 'adopted', message: expect.stringContaining('cus_1') });
    expect(await build({ erase: true })).toMatchObject({ kind: 'skipped', code: 'status' });
  });
});
