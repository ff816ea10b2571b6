import { describe, expect, it } from '@jest/globals';
import { idempotencyKey, itemId, keyForAllHubs, referenceOf, targetId } from './target.names.js';

const TENANT = '0d9c2a4e-0000-4000-8000-000000000001';
const INTEGRATION = '0d9c2a4e-0000-4000-8000-000000000002';
const key = { target: 'sale', subject: 'pay_1', part: '' };

describe('The names of a target', () => {
  it('are the same in every process and version', () => {
    const id = targetId(TENANT, INTEGRATION, key);
    expect(id).toBe('aa83381b-1b19-876f-848b-8798984ade56');
    expect(idempotencyKey(id, { operation: 1, generation: 0, version: 7 })).toBe('hfzsx5gncmzgulh3xh2ffpe5lq3zoad3v');
    expect(keyForAllHubs('gbnotdqyz7fitmmzqmccwrym7hp3crha', { operation: 1, generation: 0 })).toBe(
      'hujcjneaci5hwfpkb5qno6rp4t55nsnx7',
    );
    expect(referenceOf({ tenantId: TENANT, provider: 'acme', externalAccountId: 'acct_1' }, key)).toBe(
      'gbnotdqyz7fitmmzqmccwrym7hp3crha',
    );
  });

  it('differ with each part', () => {
    const ids = [
      targetId(TENANT, INTEGRATION, key),
      targetId(INTEGRATION, TENANT, key),
      targetId(TENANT, INTEGRATION, { ...key, part: 'pay_1' }),
      targetId(TENANT, INTEGRATION, { ...key, subject: 'pay_', part: '1' }),
      itemId(TENANT, 'payments', 'pay_1'),
      itemId(TENANT, 'events', 'pay_1'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const numbers = [1, 2].flatMap((operation) =>
      [0, 1].flatMap((generation) => [7, 8].map((version) => ({ operation, generation, version }))),
    );
    const keys = numbers.map((number) => idempotencyKey('id', number));
    expect(new Set(keys).size).toBe(8);
    for (const one of keys) expect(one).toMatch(/^h[a-z2-7]{32}$/);
  });
});
