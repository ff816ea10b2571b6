import { contactKey, isPhoneOnly, subscriberHash } from './mailchimp.contact-key.js';

const HASH = subscriberHash('a@example.test');
const NO_ADDRESS_HASH = subscriberHash('');
const phone = (more: object) => ({ email_address: '', contact_id: 'k2', ...more });

describe('what names a contact', () => {
  it.each([
    ['the hash of its address', { id: HASH, email_address: 'a@example.test', contact_id: 'k1' }, HASH],
    ['the hash, where the address was not asked for', { id: HASH }, HASH],
    ['its address, where the hash is missing', { id: '', email_address: 'A@Example.test', contact_id: 'k1' }, HASH],
    ['its contact id: the id is empty', phone({ id: '' }), 'k2'],
    ['its contact id: the id is null', phone({ id: null }), 'k2'],
    ['its contact id: there is no id', phone({}), 'k2'],
    ['its contact id: the id is the hash of nothing', phone({ id: NO_ADDRESS_HASH }), 'k2'],
    ['its contact id: the hash of nothing in capitals', phone({ id: NO_ADDRESS_HASH.toUpperCase() }), 'k2'],
    ['its contact id: the address is null', phone({ id: NO_ADDRESS_HASH, email_address: null }), 'k2'],
    ['its contact id: the address is not there', { id: NO_ADDRESS_HASH, contact_id: 'k2' }, 'k2'],
    ['its contact id: the address is blank', phone({ id: 'abc', email_address: ' ' }), 'k2'],
    ['nothing', { id: '', email_address: '', contact_id: '' }, null],
    ['nothing at all', {}, null],
    ['the hash, in the list of an audience', { id: 'K1', email_channel: { email: 'a@example.test' } }, HASH],
    ['its id, in the list of an audience', { id: 'K2', audience_id: 'l1', sms_channel: { sms_phone: '+1' } }, 'K2'],
  ])('is %s', (_what, contact, key) => {
    expect(contactKey(contact)).toBe(key);
  });

  it.each([
    [true, phone({ id: '' })],
    [true, phone({ id: NO_ADDRESS_HASH })],
    [true, { id: 'K2', sms_channel: {} }],
    [false, { id: HASH, email_address: 'a@example.test', contact_id: 'k1', sms_phone_number: '+1' }],
    [false, { id: 'K1', sms_channel: {}, email_channel: { email: 'a@example.test' } }],
    [false, {}],
  ])('it is a phone number only: %s', (expected, contact) => {
    expect(isPhoneOnly(contact)).toBe(expected);
  });
});
