import { describe, expect, it } from '@jest/globals';
import { contact } from '../testing/push.intents.js';
import type { Contact } from './mailchimp.contact.js';
import { hasFields, mergeFieldsOf } from './mailchimp.member-fields.js';

const ADDRESS = { line1: '1 Rue', city: 'Paris', region: 'IDF', postalCode: '75001', country: 'FR' };
const MERGED = { addr1: '1 Rue', addr2: '', city: 'Paris', state: 'IDF', zip: '75001', country: 'FR' };
const fields = (body: object) => mergeFieldsOf({ ...contact(), body } as Contact);

describe('The fields of a member', () => {
  it.each<[string, object, object]>([
    [
      'what the contact says',
      { firstName: 'Ada', lastName: 'L', phone: '+33' },
      { FNAME: 'Ada', LNAME: 'L', PHONE: '+33' },
    ],
    ['an empty one for what it clears', { firstName: null }, { FNAME: '' }],
    ['nothing of what it leaves out', {}, {}],
    ['a whole address', { address: ADDRESS }, { ADDRESS: MERGED }],
    ['no address without a region, which Mailchimp would refuse', { address: { ...ADDRESS, region: null } }, {}],
    ['no address without a postal code', { address: { ...ADDRESS, postalCode: undefined } }, {}],
    ['no address any more', { address: null }, { ADDRESS: '' }],
  ])('are %s', (_, body, expected) => {
    expect(fields(body)).toEqual(expected);
  });

  it('are there already if Mailchimp says the same, or has no field for them', () => {
    const member = { merge_fields: { FNAME: 'Ada', ADDRESS: { ...MERGED, more: 1 }, PHONE: '' } };
    expect(hasFields(member, { FNAME: 'Ada', ADDRESS: MERGED, LNAME: 'no such field' })).toBe(true);
    expect(hasFields(member, { ADDRESS: { ...MERGED, city: 'Lyon' } })).toBe(false);
    expect(hasFields(member, { ADDRESS: '' })).toBe(false);
    expect(hasFields(member, { PHONE: ADDRESS })).toBe(false);
    expect(hasFields({}, { FNAME: 'Ada' })).toBe(false);
  });
});
