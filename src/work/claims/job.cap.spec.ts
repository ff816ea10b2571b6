import { describe, expect, it } from '@jest/globals';
import { JobCap } from './job.cap.js';

const ref = (tenantId: string, id = 'a') => ({ tenantId, id });

describe('JobCap', () => {
  it('lets so many in, and returns what it put aside, one of each tenant', () => {
    const cap = new JobCap(2);
    expect([ref('a'), ref('b'), ref('c', '1'), ref('c', '2'), ref('d')].map((one) => cap.acquire(one))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(cap.release()).toEqual(ref('c', '2'));
    expect(cap.release()).toEqual(ref('d'));
    expect(cap.acquire(ref('e'))).toBe(true);
    expect(cap.release()).toBeUndefined();
  });
});
