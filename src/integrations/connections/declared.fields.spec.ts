import { describe, expect, it } from '@jest/globals';
import type { ValidationError } from '../../common/http.errors.js';
import { readCredentials, readSettings } from './declared.fields.js';

const FIELDS = [
  { name: 'token', required: true, description: 'A token' },
  { name: 'region', required: false, description: 'A region' },
];
const MAX_BYTES = 16_384;

const credentials = (given: Record<string, unknown>) => readCredentials({ credentialFields: FIELDS }, given);
const settings = (given: Record<string, unknown>, fields = FIELDS) =>
  readSettings({ settingFields: fields }, given, MAX_BYTES);

function refused(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    return ((error as ValidationError).errors ?? []).map(({ field }) => field);
  }
  return [];
}

describe.each([
  ['credentials', credentials],
  ['settings', (given: Record<string, unknown>) => settings(given)],
])('%s', (map, read) => {
  it('are the declared fields, trimmed', () => {
    expect(read({ token: ' t ', region: 'eu' })).toEqual({ token: 't', region: 'eu' });
    expect(read({ token: 't' })).toEqual({ token: 't' });
  });

  it.each([[undefined], [null], [7], [''], ['  '], [['t']], [{}], ['x'.repeat(4_097)]])(
    'have no %j for a value',
    (value) => {
      expect(refused(() => read({ token: value }))).toEqual([`${map}.token`]);
    },
  );

  it.each(Object.getOwnPropertyNames(Object.prototype))('do not know "%s", which every object inherits', (name) => {
    const given = JSON.parse(`{"token":"t","${name}":"x"}`) as Record<string, unknown>;
    expect(refused(() => read(given))).toEqual([`${map}.${name}`]);
    expect(refused(() => read({ token: 't' }))).toEqual([]);
  });

  it('are read from what is there, not from what is inherited', () => {
    expect(refused(() => read(Object.create({ token: 't' }) as Record<string, unknown>))).toEqual([`${map}.token`]);
  });

  it('name each unknown field', () => {
    expect(refused(() => read({ token: 't', a: 1, b: {} }))).toEqual([`${map}.a`, `${map}.b`]);
  });
});

describe('settings', () => {
  it('are none where none are declared', () => {
    expect(settings({}, [])).toEqual({});
    expect(refused(() => settings({ region: 'eu' }, []))).toEqual(['settings.region']);
  });

  it('are bounded in bytes of JSON, whatever they hold', () => {
    const spare = MAX_BYTES - Buffer.byteLength(JSON.stringify({ a: '' }));
    expect(refused(() => settings({ a: 'x'.repeat(spare) }, []))).toEqual(['settings.a']);
    expect(refused(() => settings({ a: 'x'.repeat(spare + 1) }, []))).toEqual(['settings']);
    expect(refused(() => settings({ a: 'é'.repeat(spare / 2 + 1) }, []))).toEqual(['settings']);
  });
});
