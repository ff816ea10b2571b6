import { describe, expect, it } from '@jest/globals';
import { growsWithLength } from '../../test/support/growth.js';
import { storableJson } from './storable-json.js';

describe('storableJson', () => {
  it.each([
    ['NUL', '{"a":"x\\u0000y"}', { a: 'x\ufffdy' }],
    ['NUL in a key', '{"\\u0000":1}', { '\ufffd': 1 }],
    ['the first half of a pair', '"\\ud83d"', '\ufffd'],
    ['the second half of a pair', '"\\uDE00"', '\ufffd'],
    ['two first halves', '"\\ud83d\\ud83d\\ude00"', '\ufffd😀'],
    ['a half before a NUL', '"\\ud83d\\u0000"', '\ufffd\ufffd'],
    ['what follows an escaped backslash', '"\\\\\\u0000"', '\\\ufffd'],
  ])('replaces %s', (_, json, expected) => {
    expect(JSON.parse(storableJson(json))).toEqual(expected);
  });

  it.each([
    ['a pair', '"\\ud83d\\ude00\\uD83D\\uDE00"'],
    ['an escaped backslash before what looks like an escape', '"\\\\u0000\\\\ud83d"'],
    ['other escapes', '"\\n\\"\\u00e9\\ud7ff\\ue000"'],
    ['text', '{"a":"😀"}'],
  ])('leaves %s', (_, json) => {
    expect(storableJson(json)).toBe(json);
  });

  it('is done with backslashes in time that grows with the text alone', () => {
    const json = (length: number) => `"${'\\\\'.repeat(length / 2)}\\u0000"`;
    expect(growsWithLength(65_536, json, (text) => expect(storableJson(text)).toHaveLength(text.length))).toBe(true);
  });
});
