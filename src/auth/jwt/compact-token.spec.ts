import { describe, expect, it } from '@jest/globals';
import { UnauthenticatedError } from '../../common/http.errors.js';
import { rawToken, segment } from '../testing/token.builder.js';
import { parseCompactToken } from './compact-token.js';

const header = { alg: 'HS256', typ: 'JWT' };
const good = rawToken(header, { sub: 'u' });
const [h, p, s] = good.split('.') as [string, string, string];
// 32 bytes are 43 base64url characters. The last character has two unused bits.
const strayBits =
  s.slice(0, -1) +
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charAt(
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(s.slice(-1)) + 1,
  );

describe('parseCompactToken', () => {
  it('splits what a key is chosen by', () => {
    const parsed = parseCompactToken(rawToken({ ...header, kid: 'k1' }, {}), 'HS256');
    expect(parsed).toMatchObject({ kid: 'k1', signingInput: expect.stringMatching(/^[\w-]+\.[\w-]+$/) });
    expect(parsed.signature).toHaveLength(32);
    expect(parseCompactToken(good, 'HS256').kid).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['one segment', h],
    ['two segments', `${h}.${p}`],
    ['four segments', `${good}.${s}`],
    ['an empty header', `.${p}.${s}`],
    ['an empty payload', `${h}..${s}`],
    ['an empty signature', `${h}.${p}.`],
    ['padding', `${good}=`],
    ['padding of the header', `${h}=.${p}.${s}`],
    ['the standard alphabet', `${h}.${p}.+/${s.slice(2)}`],
    ['stray bits in the last character', `${h}.${p}.${strayBits}`],
    ['whitespace inside', `${h}.${p.slice(0, 4)} ${p.slice(4)}.${s}`],
    ['a line break at the end', `${good}\n`],
    ['a character outside any alphabet', `${h}.${p}.${s.slice(1)}é`],
    ['more than 8 KB', rawToken(header, { sub: 'u', filler: 'x'.repeat(8192) })],
    ['another algorithm of the family', rawToken({ ...header, alg: 'HS512' }, {})],
    ['another family', rawToken({ ...header, alg: 'RS256' }, {})],
    ['alg none', rawToken({ ...header, alg: 'none' }, {})],
    ['alg None', rawToken({ ...header, alg: 'None' }, {})],
    ['lower case', rawToken({ ...header, alg: 'hs256' }, {})],
    ['an array of algorithms', rawToken({ ...header, alg: ['HS256'] }, {})],
    ['no algorithm', rawToken({ typ: 'JWT' }, {})],
    ['an inherited algorithm', rawToken('{"__proto__":{"alg":"HS256"}}', {})],
    ['crit', rawToken({ ...header, crit: ['exp'] }, {})],
    ['an empty crit', rawToken({ ...header, crit: [] }, {})],
    ['crit null', rawToken({ ...header, crit: null }, {})],
    ['b64', rawToken({ ...header, b64: false, crit: ['b64'] }, {})],
    ['kid not a string', rawToken({ ...header, kid: { $ne: '' } }, {})],
    ['a header that is not JSON', rawToken('{alg:HS256}', {})],
    ['a header that is null', rawToken('null', {})],
    ['a header that is an array', rawToken([header], {})],
    ['claims that are not JSON', rawToken(header, 'hello')],
    ['claims null', rawToken(header, 'null')],
    ['claims that are a string', rawToken(header, '"sub"')],
    ['claims that are an array', rawToken(header, [{ sub: 'u' }])],
    ['claims that are a number', rawToken(header, '1')],
    ['a byte order mark', `${segment('\ufeff{"alg":"HS256"}')}.${p}.${s}`],
  ])('refuses %s', (_, token) => {
    expect(() => parseCompactToken(token, 'HS256')).toThrow(UnauthenticatedError);
  });

  it('takes exactly 8 KB', () => {
    const base = rawToken(header, { f: '' }).length;
    const filler = 'x'.repeat(Math.floor(((8192 - base) * 3) / 4));
    const token = rawToken(header, { f: filler });
    expect(token.length).toBeGreaterThan(8188);
    expect(parseCompactToken(token, 'HS256').signature).toHaveLength(32);
  });
});
