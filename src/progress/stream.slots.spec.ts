import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../config/config.js';
import { StreamSlots } from './stream.slots.js';

const caller = (tenantId: string, id: string) => ({ tenantId, kind: 'user' as const, id });
const ENV = { QUOTA_STREAMS_PER_CALLER: '2', QUOTA_STREAMS: '3', PROGRESS_STREAMS: '5' };

describe('StreamSlots', () => {
  const slots = () => new StreamSlots(loadConfig(ENV));

  it('are limited by caller of a tenant', () => {
    const subject = slots();
    const first = subject.acquire(caller('a', '1'));
    subject.acquire(caller('a', '1'));
    expect(() => subject.acquire(caller('a', '1'))).toThrow(
      expect.objectContaining({
        status: 429,
        code: 'quota_exceeded',
        extensions: { limit: 'QUOTA_STREAMS_PER_CALLER', value: 2 },
        headers: { 'retry-after': '5' },
      }),
    );
    subject.acquire(caller('b', '1'));
    subject.acquire({ ...caller('a', '1'), kind: 'service' });
    first();
  });

  it('are limited by tenant, for all its callers', () => {
    const subject = slots();
    const releases = ['1', '2', '3'].map((id) => subject.acquire(caller('a', id)));
    expect(() => subject.acquire(caller('a', '4'))).toThrow(
      expect.objectContaining({ status: 429, extensions: { limit: 'QUOTA_STREAMS', value: 3 } }),
    );
    releases[1]?.();
    subject.acquire(caller('a', '4'));
  });

  it('are limited by process, whichever tenant asks', () => {
    const subject = slots();
    for (const tenant of ['a', 'b', 'c', 'd', 'e']) subject.acquire(caller(tenant, '1'));
    expect(() => subject.acquire(caller('f', '1'))).toThrow(
      expect.objectContaining({ status: 429, code: 'rate_limited' }),
    );
  });

  it('are given back once each, so that giving back twice makes no room', () => {
    const subject = slots();
    const release = subject.acquire(caller('a', '1'));
    subject.acquire(caller('a', '1'));
    release();
    release();
    subject.acquire(caller('a', '1'));
    expect(() => subject.acquire(caller('a', '1'))).toThrow();
  });
});
