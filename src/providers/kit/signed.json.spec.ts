import { describe, expect, it } from '@jest/globals';
import { limitsSchema } from '../../config/limits.config.js';
import { SignedJson } from './signed.json.js';

const json = new SignedJson(limitsSchema.parse({ WEBHOOK_MAX_DEPTH: 4, WEBHOOK_MAX_NODES: 20 }));
const failure = (code: string) =>
  expect.objectContaining({ name: 'UnreadableError', code, retryable: false }) as unknown as Error;

describe('SignedJson', () => {
  it.each([
    ['a shallow text with more brackets than levels', '[[],[],[],[],[],[]]'],
    ['brackets in strings', '"[[[[[[{{{{{{"'],
    ['a text of more characters than values', `"${'x'.repeat(100)}"`],
    ['as deep as allowed', '[[{"a":[]}]]'],
    ['as many values as allowed', `[${Array(19).fill(1).join()}]`],
  ])('parses %s', (_, text) => {
    expect(json.parse(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['too_deep', '[[[[[]]]]]'],
    ['too_deep', '{"a":{"a":{"a":{"a":{}}}}}'],
    ['too_deep', '[[[[[[[[[[[[[[[[[[[[['],
    ['too_many_values', `[${Array(20).fill(1).join()}]`],
    ['malformed_event', ''],
    ['malformed_event', '{'],
    ['malformed_event', '[1,]'],
    ['malformed_event', '{} {}'],
  ])('throws %s for %s', (code, text) => {
    expect(() => json.parse(text)).toThrow(failure(code));
  });

  it.each(['[]', 'null', '"x"', '1'])('takes %s for no object', (text) => {
    expect(() => json.parseObject(text)).toThrow(failure('malformed_event'));
  });

  it('never quotes what it was given', () => {
    try {
      json.parse('{"email":zoe@example.com}');
    } catch (error) {
      expect(String(error)).not.toContain('zoe');
    }
    expect.assertions(1);
  });
});
