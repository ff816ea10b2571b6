import { LAST_SEQUENCE } from '../../record-batch.js';
import { dateOf, momentOf, rfc3339 } from './square.dating.js';

const SECONDS = Date.parse('2026-01-01T00:00:10Z') / 1000;

describe('when an object was changed', () => {
  const byVersion = { field: 'updated_at', order: 'version' } as const;
  const byTime = { field: 'updated_at', order: 'milliseconds' } as const;

  it.each([
    [byTime, { updated_at: '2026-01-01T00:00:10.999Z' }, SECONDS, 999],
    [byTime, { updated_at: '2026-01-01T01:00:10.5+01:00' }, SECONDS, 500],
    [byTime, { updated_at: '2026-01-01T00:00:10.123456789Z' }, SECONDS, 123],
    [byTime, { created_at: '2026-01-01T00:00:10Z' }, SECONDS, 0],
    [byTime, { updated_at: 'yesterday', created_at: '2026-01-01T00:00:10Z' }, 0, 0],
    [byTime, {}, 0, 0],
    [byVersion, { updated_at: '2026-01-01T00:00:10Z', version: 5 }, SECONDS, 5],
    [byVersion, { updated_at: '2026-01-01T00:00:10.9Z' }, SECONDS, 0],
    [byVersion, { updated_at: '2026-01-01T00:00:10Z', version: -1 }, SECONDS, 0],
    [byVersion, { updated_at: '2026-01-01T00:00:10Z', version: 1e9 }, SECONDS, LAST_SEQUENCE],
  ])('%j of %j', (dating, raw, seconds, sequence) => {
    expect(dateOf(dating, raw)).toEqual({ seconds, sequence });
  });

  it('does not come before 1970, nor from something else than a text', () => {
    expect(momentOf(7)).toBeNull();
    expect(rfc3339(-5)).toBe('1970-01-01T00:00:00.000Z');
    expect(rfc3339(SECONDS + 0.9)).toBe('2026-01-01T00:00:10.000Z');
  });
});
