import { describe, expect, it } from '@jest/globals';
import { growsWithLength } from '../../../../test/support/growth.js';
import { STRIPE_STRIPPED } from './stripe.stripped.js';

const SECRET = 'pi_3Qx_secret_CANARYabcdef1234';
const VAT = 'DE999CANARY';
const strip = (value: object) => STRIPE_STRIPPED.json(JSON.stringify(value));
const intent = { id: 'pi_3Qx', object: 'payment_intent', client_secret: SECRET, amount: 5 };
const event = (type: string, object: object, previous?: object) => ({
  id: 'evt_1',
  object: 'event',
  type,
  data: { object, ...(previous && { previous_attributes: previous }) },
});

describe('What Stripe sends and must not be stored', () => {
  it.each<[string, object]>([
    ['a payment intent', intent],
    ['a list of intents', [intent, { ...intent, client_secret: null }]],
    ['a setup intent', { client_secret: 'seti_1_secret_CANARY' }],
    ['a checkout session', { object: 'checkout.session', client_secret: 'cs_test_a_secret_CANARY' }],
    [
      'a source',
      {
        client_secret: 'src_client_secret_CANARY',
        redirect: { url: 'https://x/?client_secret=src_client_secret_CANARYabc' },
      },
    ],
    ['an invoice', { confirmation_secret: { client_secret: SECRET, type: 'payment_intent' } }],
    [
      'an intent within an invoice',
      { payment_intent: intent, payments: { data: [{ payment: { payment_intent: intent } }] } },
    ],
    ['an intent within an error', { last_setup_error: { payment_intent: intent } }],
    [
      'a URL to go on with',
      { next_action: { redirect_to_url: { url: `https://x/?payment_intent_client_secret=${SECRET}` } } },
    ],
    ['an ephemeral key', event('ephemeral_key.created', { object: 'ephemeral_key', secret: 'ek_test_CANARY' })],
    ['a key in a note', { description: 'sk_live_CANARYabcdef and whsec_CANARYabcdef' }],
    ['an event', event('payment_intent.succeeded', intent)],
    [
      'what was before',
      event('payment_intent.updated', { id: 'pi_3Qx' }, { client_secret: SECRET, a: { client_secret: SECRET } }),
    ],
    ['tax ids of a customer', { tax_ids: { object: 'list', data: [{ object: 'tax_id', value: VAT }] } }],
    ['tax ids of an invoice', { customer_tax_ids: [{ type: 'eu_vat', value: VAT }] }],
    ['expanded tax ids of the account', { account_tax_ids: [{ id: 'txi_1', object: 'tax_id', value: VAT }] }],
    ['tax ids of a session', { customer_details: { tax_ids: [{ type: 'eu_vat', value: VAT }] } }],
    ['a tax id of billing details', { billing_details: { tax_id: VAT }, boleto: { tax_id: VAT } }],
    [
      'a tax id',
      event('customer.tax_id.created', { object: 'tax_id', value: VAT, verification: { verified_name: VAT } }),
    ],
    [
      'a tax id that changed',
      event('customer.tax_id.updated', { object: 'tax_id' }, { verification: { verified_name: VAT }, value: VAT }),
    ],
  ])('is taken out of %s', (_, value) => {
    expect(JSON.stringify(value)).toContain('CANARY');
    expect(strip(value)).not.toContain('CANARY');
    expect(strip(JSON.parse(strip(value)) as object)).toBe(strip(value));
  });

  it.each<object>([
    { account_tax_ids: ['txi_1'], tax_id_collection: { enabled: true }, tax_rates: ['txr_1'] },
    { custom_fields: [{ text: { value: 'Row 7' } }], description: 'The_secret_gardenparty' },
    { metadata: { note: 'my_secret_santaevent' }, company: { tax_id_provided: true } },
  ])('leaves alone %j', (value) => {
    expect(strip(value)).toBe(JSON.stringify(value));
  });

  it.each<[string, object]>([
    ['an account link', { object: 'account_link', url: 'https://connect.stripe.com/setup/CANARY' }],
    ['a session of the portal', event('x', { object: 'billing_portal.session', url: 'https://billing/CANARY' })],
    ['an identity check', event('x', { object: 'identity.verification_session', url: 'https://verify/CANARY' })],
    ['a card that was issued', { object: 'issuing.card', number: '4000CANARY', cvc: 'CANARY', last4: '0001' }],
    ['a webhook endpoint', { object: 'webhook_endpoint', secret: 'whsec_CANARYabcdef', url: 'https://us.example' }],
    ['a customer session', { object: 'customer_session', note: 'cuss_secret_CANARYabcdef' }],
    ['an account session', { object: 'account_session', note: 'accs_secret__CANARYabcdef' }],
    ['a bank account', { us_bank_account: { routing_number: 'CANARY', last4: '6789' } }],
    ['a bank account elsewhere', { bacs_debit: { sort_code: 'CANARY' }, au_becs_debit: { bsb_number: 'CANARY' } }],
    ['a bank account in Canada', { acss_debit: { institution_number: 'CANARY', transit_number: 'CANARY' } }],
    [
      'where to pay to',
      { next_action: { display_bank_transfer_instructions: { financial_addresses: [{ iban: { iban: 'CANARY' } }] } } },
    ],
    ['a transfer', { ach_credit_transfer: { account_number: 'CANARY6789' }, sepa_credit_transfer: { iban: 'CANARY' } }],
    [
      'a wallet',
      { link: { email: 'zoe@example.com', persistent_token: 'CANARY' }, klarna: { client_token: 'CANARY' } },
    ],
    ['a charge within an intent', { latest_charge: { billing_details: { tax_id: VAT }, payment_intent: intent } }],
    ['a note in JSON', { metadata: { copy: JSON.stringify({ id: 'x', client_secret: 'CANARY' }) } }],
  ])('is taken out of %s, and leaves JSON', (_, value) => {
    expect(strip(value)).not.toContain('CANARY');
    expect(JSON.parse(strip(value))).toBeDefined();
  });

  it('is no link of anything else', () => {
    const session = { object: 'checkout.session', url: 'https://checkout.stripe.com/c/pay/cs_test_1' };
    const value = { data: [session, { link: { object: 'account_link', url: 'https://connect.stripe.com/CANARY' } }] };
    expect(JSON.parse(strip(value))).toEqual({ data: [session, { link: { object: 'account_link' } }] });
  });

  it('is found in time that grows with the text alone', () => {
    for (const piece of ['_secret_', 'pi_a_secret_', `pi_${'a'.repeat(240)}_secret_`, 'sk_live_', 'whsec_', 'pi_']) {
      const text = (length: number) => `_secret_ ${piece.repeat(length / piece.length)}`;
      expect(growsWithLength(65_536, text, (json) => STRIPE_STRIPPED.json(json))).toBe(true);
    }
  });

  it('is taken out of messages', () => {
    expect(STRIPE_STRIPPED.message(`The client_secret ${SECRET} does not match`)).not.toContain('CANARY');
  });
});
