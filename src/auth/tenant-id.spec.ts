import { describe, expect, it } from '@jest/globals';
import { parseTenantId } from './tenant-id.js';

describe('parseTenantId', () => {
  it.each([
    ['0b6ff8a4-58c1-4c0f-9d53-1d3f0f6a7c11', '0b6ff8a4-58c1-4c0f-9d53-1d3f0f6a7c11'],
    ['0B6FF8A4-58C1-1C0F-0D53-1D3F0F6A7C11', '0b6ff8a4-58c1-1c0f-0d53-1d3f0f6a7c11'],
    ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'],
    ['ffffffff-ffff-ffff-ffff-ffffffffffff', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ])('takes %s', (value, expected) => {
    expect(parseTenantId(value)).toBe(expected);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['empty', ''],
    ['a word', 'tenant-1'],
    ['no dashes', '0b6ff8a458c14c0f9d531d3f0f6a7c11'],
    ['braces', '{0b6ff8a4-58c1-4c0f-9d53-1d3f0f6a7c11}'],
    ['a trailing line break', '0b6ff8a4-58c1-4c0f-9d53-1d3f0f6a7c11\n'],
    ['a leading space', ' 0b6ff8a4-58c1-4c0f-9d53-1d3f0f6a7c11'],
    ['two of them', '0b6ff8a4-58c1-4c0f-9d53-1d3f0f6a7c11,0b6ff8a4-58c1-4c0f-9d53-1d3f0f6a7c11'],
    ['an array of one', ['0b6ff8a4-58c1-4c0f-9d53-1d3f0f6a7c11']],
    ['a number', 1],
    ['an object', {}],
  ])('refuses %s', (_, value) => {
    expect(parseTenantId(value)).toBeUndefined();
  });
});
