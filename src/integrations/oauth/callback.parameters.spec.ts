import { readCallback } from './callback.parameters.js';

describe('what a callback says', () => {
  it('is a code, and whatever the provider adds', () => {
    expect(readCallback({ state: 's', code: 'c', scope: 'read_write', realmId: '9341', iss: 'https://as' })).toEqual({
      denial: null,
      code: 'c',
      issuer: 'https://as',
      others: { scope: 'read_write', realmId: '9341' },
    });
  });

  it('is a denial, even beside a code', () => {
    const query = { error: 'access_denied', error_description: 'The user\r\ndenied', code: 'c' };
    expect(readCallback(query).denial).toEqual({ error: 'access_denied', description: 'The user denied' });
    expect(readCallback({ error: 'access_denied' }).denial).toEqual({ error: 'access_denied', description: null });
  });

  it('is told in bounds', () => {
    const { denial } = readCallback({ error: '<script>', error_description: 'x'.repeat(4_000) });
    expect(denial).toEqual({ error: 'an unknown error', description: 'x'.repeat(200) });
    expect(readCallback({ error: '', code: 'c' }).denial).toBeNull();
  });

  it.each([
    [{}, 'code'],
    [{ code: '' }, 'code'],
    [{ code: ['a', 'b'] }, 'code'],
    [{ error: ['a', 'b'] }, 'error'],
    [{ code: 'c', iss: ['a', 'b'] }, 'iss'],
    [{ code: 'c', realmId: ['1', '2'] }, 'realmId'],
    [{ code: { a: 1 } }, 'code'],
    [{ code: 'x'.repeat(4_097) }, 'code'],
  ])('is not %j', (query, field) => {
    expect(() => readCallback(query)).toThrow(
      expect.objectContaining({ status: 400, errors: [expect.objectContaining({ field })] }),
    );
  });

  it('holds what the provider must add to a code, in its form; a denial need not', () => {
    const required = { realmId: /^\d{1,20}$/ };
    expect(readCallback({ code: 'c', realmId: '9341' }, required).others).toEqual({ realmId: '9341' });
    expect(readCallback({ error: 'access_denied' }, required).denial).not.toBeNull();
    for (const realmId of [undefined, '', 'acct_1', '1 ']) {
      const query = { code: 'c', ...(realmId !== undefined && { realmId }) };
      expect(() => readCallback(query, required)).toThrow(
        expect.objectContaining({ status: 400, errors: [expect.objectContaining({ field: 'realmId' })] }),
      );
    }
  });

  it('may have any name', () => {
    const query = JSON.parse('{"code":"c","__proto__":"x","constructor":"y"}') as Record<string, unknown>;
    expect(Object.entries(readCallback(query).others)).toContainEqual(['constructor', 'y']);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});
