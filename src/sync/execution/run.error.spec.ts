import { describe, expect, it } from '@jest/globals';
import { runErrorOf } from './run.error.js';

const none = { count: 0, named: [] };
const failed = [
  { stream: 'invoices', code: 'provider_refused_request', message: 'To email address entered is invalid' },
];

describe('runErrorOf', () => {
  it('is nothing where nothing is missing', () => {
    expect(runErrorOf({ failed: [], leftOut: none })).toBeNull();
  });

  it('names the streams that failed', () => {
    expect(runErrorOf({ failed, leftOut: none })).toEqual({
      code: 'streams_failed',
      message: 'The other streams are up to date. invoices: To email address entered is invalid',
      streams: failed,
    });
  });

  it('names the objects that were left out, and counts the others', () => {
    const named = [
      { stream: 'contacts', externalId: null, reason: 'no_key' as const },
      { stream: 'orders', externalId: 'o1', reason: 'too_large' as const },
    ];
    expect(runErrorOf({ failed: [], leftOut: { count: 3, named } })).toEqual({
      code: 'records_left_out',
      message:
        '3 objects were left out, everything else is stored: contacts (an object without a key), orders o1 (too large), and 1 more',
      leftOut: named,
    });
    expect(runErrorOf({ failed, leftOut: { count: 1, named: named.slice(0, 1) } })).toEqual({
      code: 'streams_failed',
      message:
        'The other streams are up to date. invoices: To email address entered is invalid. 1 object was left out: contacts (an object without a key)',
      streams: failed,
      leftOut: named.slice(0, 1),
    });
  });
});
