import { describe, expect, it } from '@jest/globals';
import { toStorableText } from './storable-text.js';

describe('toStorableText', () => {
  it.each([
    ['Bob \ud83d', 'Bob \ufffd'],
    ['\udf9f\ud83c', '\ufffd\ufffd'],
    ['a\0b\0', 'a\ufffdb\ufffd'],
    ['\ud83d\ud83d\ude00', '\ufffd😀'],
  ])('makes %j storable', (text, expected) => {
    expect(toStorableText(text)).toBe(expected);
  });

  it.each(['', 'Zoë 🎟', '\ufffd'])('leaves %j', (text) => {
    expect(toStorableText(text)).toBe(text);
  });
});
