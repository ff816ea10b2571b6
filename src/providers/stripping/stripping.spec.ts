import { describe, expect, it } from '@jest/globals';
import { growsWithLength } from '../../../test/support/growth.js';
import { Stripping } from './stripping.js';

const stripping = new Stripping({
  members: { pin: 'remove', refs: 'removeObjects', number: 'lastFour' },
  texts: [{ mark: 'key_', pattern: /\bkey_\w{4,}/g, replacement: 'key_***' }],
  documents: { discriminator: 'kind', kinds: { secret_note: { body: 'remove' } } },
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
    ['values', { a: 'pin', b: ['pin', 'number'], c: '"pin":"x"', d: 'a "pin": 1' }],
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

  it('finds every copy of a repeated key', () => {
    const json = `{"pin":"${S}1","pin":"${S}2","a":1,"p\\u0069n":"${S}3","pin" : {"b":"${S}4"}}`;
    expect(stripping.json(json)).toBe('{"a":1}');
  });

  it.each<[string, (object: object) => unknown]>([
    ['once', (object) => ({ note: JSON.stringify(object) })],
    ['once, with line breaks', (object) => ({ note: JSON.stringify(object, null, 2), b: [1] })],
    ['twice', (object) => [JSON.stringify({ a: JSON.stringify([object]) })]],
    ['three times', (object) => [JSON.stringify({ a: JSON.stringify(JSON.stringify(object)) })]],
    ['once, with escapes', (object) => ({ note: JSON.stringify(object).replace('pin', 'p\\u0069n') })],
  ])('takes it out of JSON that a string quotes %s', (_, quote) => {
    const text = stripping.json(JSON.stringify(quote({ a: 1, pin: `\\"${S}"`, refs: [{ b: S }], number: `${S}7890` })));
    expect(text).not.toContain(S);
    expect(text).toContain('7890');
    expect(text.replaceAll(/[\\n ]/g, '')).toContain('a":1');
    expect(JSON.parse(text)).toBeDefined();
    expect(stripping.json(text)).toBe(text);
  });

  it('takes out of a document and its neighbours, and of nothing else', () => {
    const note = { kind: 'secret_note', body: S };
    const other = { kind: 'note', body: 'visible' };
    const event = { other, data: { note, before: { body: S } } };
    const expected = { other, data: { note: { kind: 'secret_note' }, before: {} } };
    expect(strip([{ data: { event } }, other])).toEqual([{ data: { event: expected } }, other]);
  });

  it.each([
    ['cut off', `{"a":1,"pin":"${S}`],
    ['cut off inside', `{"a":1,"pin":{"b":"${S}",`],
    ['a form', `a=1&pin=${S}&b=2`],
    ['an encoded form', `a=1&p%69n=${S}`],
    ['a form, encoded twice', `a=1&p%2569n=${S}`],
    ['with single quotes', `{'pin': 'a b ${S}'}`],
    ['without quotes', `{pin: ${S}}`],
    ['objects without quotes', `{refs: {kind: 'x', value: '${S}'}}`],
    ['in another case', `PIN: ${S}`],
    ['XML', `<pin>${S}</pin>`],
    ['UTF-16', [...`{"pin":"${S}"}`].join('\0')],
    ['escaped outside of JSON', `p\\u0069n = ${S}`],
    ['with a second value', `{"pin":"a" "${S}"}`],
    ['a document', `{"a":{"body":"${S}","kind":"secret_note"},"pin`],
    ['a byte that is no text', `\xff"pin";"${S}"`],
  ])('takes it out of text that cannot be parsed: %s', (_, text) => {
    const bytes = Buffer.from(text, 'latin1');
    const stripped = stripping.unreadableBody(bytes);
    expect(stripped.toString('latin1').replaceAll('\0', '')).not.toContain(S);
    expect(stripping.unreadableBody(stripped)).toBe(stripped);
  });

  it('keeps everything else of an unreadable delivery that is JSON', () => {
    const deep = `${'['.repeat(100)}{"pin":"${S}","note":"about a pin: none"}${']'.repeat(100)}`;
    const expected = `${'['.repeat(100)}{"note":"about a pin: none"}${']'.repeat(100)}`;
    expect(stripping.unreadableBody(Buffer.from(deep)).toString()).toBe(expected);
  });

  it.each<[string, (length: number) => string]>([
    ['lists within lists', (length) => '["refs":'.repeat(length / 8)],
    ['lists of lists', (length) => `[${',"refs":["a"'.repeat(length / 12)}`],
    ['objects within objects', (length) => '{"pin":1,"refs":{'.repeat(length / 17)],
    ['names alone', (length) => '"pin"'.repeat(length / 5)],
    ['one long word', (length) => `"${'pin'.repeat(length / 3)}":1`],
    ['quoted names', (length) => `"${'\\"pin\\":'.repeat(length / 8)}`],
    ['backslashes', (length) => `{"pin":"${'\\'.repeat(length)}`],
    ['blanks', (length) => `"pin"${' '.repeat(length)}`],
    ['digits', (length) => `{"number":"${'1'.repeat(length)}"}`],
    ['documents', (length) => '{"kind":"secret_note",'.repeat(length / 22)],
    ['escapes', (length) => '\\u0041'.repeat(length / 6)],
    ['percent signs', (length) => '%2541'.repeat(length / 5)],
  ])('is done with %s in time that grows with the text alone', (_, hostile) => {
    const isLinear = growsWithLength(65_536, hostile, (text) => {
      const bytes = Buffer.from(text);
      stripping.body(bytes);
      stripping.unreadableBody(bytes);
    });
    expect(isLinear).toBe(true);
  });

  it('leaves bytes that are no text as they are', () => {
    const odd = Buffer.from([0xff, 0xfe, 0x00]);
    const bytes = Buffer.concat([odd, Buffer.from('{"pin":"x","a":"\u00e9"}')]);
    expect(stripping.body(bytes)).toEqual(Buffer.concat([odd, Buffer.from('{"a":"\u00e9"}')]));
    expect(stripping.unreadableBody(odd)).toBe(odd);
  });

  it.each([
    ['Card 7783320010000042 and key_abcdef are unknown', 'Card *** and key_*** are unknown'],
    ['The pin "12 34" of order A1 does not fit', 'The pin *** of order A1 does not fit'],
    ['Invalid pin=1234, see the manual', 'Invalid pin=***, see the manual'],
    ['{"error":"{\\"pin\\":\\"x\\"}"}', '{"error":"{}"}'],
    ['Nothing to hide in request req_12345678a', 'Nothing to hide in request req_12345678a'],
  ])('takes it out of messages: %s', (message, expected) => {
    expect(stripping.message(message)).toBe(expected);
    expect(stripping.message(expected)).toBe(expected);
  });

  it('does nothing without rules', () => {
    const nothing = new Stripping({ members: {} });
    const json = '{"":1,"pin":"x"}';
    const bytes = Buffer.from(`${json}pin`);
    expect([nothing.json(json), nothing.message(json)]).toEqual([json, json]);
    expect([nothing.body(bytes), nothing.unreadableBody(bytes)]).toEqual([bytes, bytes]);
    expect(nothing.marks()).toEqual([]);
  });
});
