import { describe, expect, it } from '@jest/globals';
import { Stripping } from './stripping.js';

const stripping = new Stripping({
  members: { pin: 'remove', refs: 'removeObjects', number: 'lastFour' },
  texts: [{ mark: 'key_', pattern: /\bkey_\w{4,}/g, replacement: 'key_***' }],
  documents: [{ mark: 'secret_note', pattern: /"kind"\s*:\s*"secret_note"/, members: { body: 'remove' } }],
  messages: [/\b\d{8,}\b/g],
});
const strip = (value: unknown, indent?: number): unknown =>
  JSON.parse(stripping.json(JSON.stringify(value, null, indent)));
const S = 'CANARY';

describe('Stripping', () => {
  it.each<[string, unknown, unknown]>([
    ['the only member', { pin: S }, {}],
    ['the first member', { pin: S, a: 1 }, { a: 1 }],
    ['the last member', { a: 1, pin: S }, { a: 1 }],
    ['one in between', { a: 1, pin: S, b: 2 }, { a: 1, b: 2 }],
    ['several in a row', { pin: S, refs: { a: S }, a: 1 }, { a: 1 }],
    ['several at the end', { a: 1, pin: S, refs: [{ a: S }] }, { a: 1 }],
    [
      'whatever kind of value',
      [{ pin: 1 }, { pin: null }, { pin: [S, { a: '}]"' }] }, { pin: { a: S } }],
      [{}, {}, {}, {}],
    ],
    ['at any depth', { a: [{ b: { pin: S, c: [[{ pin: S }]] } }] }, { a: [{ b: { c: [[{}]] } }] }],
    ['strings with quotes and backslashes', { pin: `\\"${S}\\\\"`, a: 'b' }, { a: 'b' }],
    ['what was before', { data: { previous_attributes: { pin: S } } }, { data: { previous_attributes: {} } }],
    ['the last four', { number: '1234567890' }, { number: '7890' }],
    ['the last four of a number', { number: 1234567890 }, { number: '7890' }],
    ['anything else of that name', { number: { a: S }, b: { number: null } }, { number: null, b: { number: null } }],
    ['a text', { url: 'https://x.example/?k=key_abcdef&b=1' }, { url: 'https://x.example/?k=key_***&b=1' }],
    ['what a kind of document has', { kind: 'secret_note', a: { body: S } }, { kind: 'secret_note', a: {} }],
  ])('takes out %s, however it is laid out', (_, value, expected) => {
    for (const indent of [undefined, 1, 4]) expect(strip(value, indent)).toEqual(expected);
    expect(strip(expected)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['ids', { refs: ['a', 'b'] }],
    ['a longer name', { pin_code: 1, my_pin: 2, 'a"pin': 3, ' pin': 4 }],
    ['values', { a: 'pin', b: ['pin', 'number'], c: '"pin":"x"', d: ', "pin": 1' }],
    ['other documents', { kind: 'note', body: 'visible' }],
    ['names in another case', { PIN: 1 }],
  ])('leaves %s alone', (_, value) => {
    const json = JSON.stringify(value);
    expect(stripping.json(json)).toBe(json);
  });

  it('changes nothing else of the text', () => {
    const json = '{ "a" : 1.0, "big": 12345678901234567890,\n "pin" : "x" , "e": 1e2, "s": "\\u00e9\\/" }';
    expect(stripping.json(json)).toBe('{ "a" : 1.0, "big": 12345678901234567890 , "e": 1e2, "s": "\\u00e9\\/" }');
  });

  it('finds names that are written in escapes', () => {
    expect(JSON.parse(stripping.json(`{"\\u0070\\u0069n":"${S}","a":"\\\\u0070"}`))).toEqual({ a: '\\u0070' });
  });

  it('is done in time that grows with the text alone', () => {
    const hostile = [
      '"pin"'.repeat(200_000),
      `{"pin":"${'\\'.repeat(1_000_001)}`,
      `{"pin":${'['.repeat(1_000_000)}`,
      `"pin"${' '.repeat(1_000_000)}`,
      `{"number":"${'1'.repeat(1_000_000)}"}`,
      '{"pin":1,'.repeat(100_000),
    ];
    for (const text of hostile) {
      const before = performance.now();
      stripping.anything(text);
      expect(performance.now() - before).toBeLessThan(1_000);
    }
  });

  it.each([
    ['cut off', `{"a":1,"pin":"${S}`],
    ['cut off inside', `{"a":1,"pin":{"b":"${S}",`],
    ['a form', `a=1&pin=${S}&b=2`],
    ['JSON in a string', JSON.stringify({ payload: JSON.stringify({ pin: S }) })],
    ['with single quotes', `{'pin': '${S}'}`],
    ['without quotes', `{pin: ${S}}`],
  ])('takes it out of what nobody can parse: %s', (_, text) => {
    expect(stripping.anything(text)).not.toContain(S);
    expect(stripping.anything(stripping.anything(text))).toBe(stripping.anything(text));
    expect(stripping.bytes(Buffer.from(text), false).toString()).not.toContain(S);
  });

  it('leaves bytes that are no text as they are', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), Buffer.from('{"pin":"x","a":"\u00e9"}')]);
    const expected = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), Buffer.from('{"a":"\u00e9"}')]);
    expect(stripping.bytes(bytes, false)).toEqual(expected);
    const clean = Buffer.from([0xff, 0x00]);
    expect(stripping.bytes(clean, false)).toBe(clean);
  });

  it('takes it out of messages', () => {
    expect(stripping.message('Card 7783320010000042 with pin=1234567 and key_abcdef is unknown')).toBe(
      'Card *** with pin=*** and key_*** is unknown',
    );
  });

  it('does nothing without rules', () => {
    const nothing = new Stripping({ members: {} });
    const json = '{"":1,"pin":"x"}';
    expect([nothing.json(json), nothing.anything(json), nothing.message(json)]).toEqual([json, json, json]);
    expect(nothing.marks()).toEqual([]);
  });
});
