import { describe, expect, it } from '@jest/globals';
import { RefusedValues, withoutRefused } from './refused.values.js';

describe('Values that an account has refused', () => {
  it('are left out of the next request there, and others are not', () => {
    const refused = new RefusedValues();
    const fields = { PHONE: '12', FNAME: 'Ada' };
    expect(refused.note('a', { PHONE: '12' })).toBe(true);
    expect(refused.among('a', fields)).toEqual(['PHONE']);
    expect(withoutRefused(fields, refused.among('a', fields))).toEqual({ FNAME: 'Ada' });
    expect(refused.among('b', fields)).toEqual([]);
    expect(refused.among('a', { PHONE: '13' })).toEqual([]);
  });

  it('are no news a second time, so nothing is built indefinitely', () => {
    const refused = new RefusedValues();
    refused.note('a', { PHONE: '12' });
    expect(refused.note('a', { PHONE: '12' })).toBe(false);
    expect(refused.note('a', {})).toBe(false);
    expect(refused.note('a', { PHONE: '12', ADDRESS: { city: '' } })).toBe(true);
  });

  it('are none where nothing is known', () => {
    expect(withoutRefused({ FNAME: 'Ada' }, undefined)).toEqual({ FNAME: 'Ada' });
  });
});
