import { createHash } from 'node:crypto';
import { SigningKeys } from '../../common/signing-keys.js';
import { loadConfig } from '../../config/config.js';
import { codeChallenge, StateTokens } from './state.tokens.js';

const TENANT = '0192d3f0-aaaa-7bbb-8ccc-0123456789ab';
const OLD = `old:${Buffer.alloc(32, 1).toString('base64')}`;
const NEW = `new:${Buffer.alloc(32, 2).toString('base64')}`;
const tokens = (...keys: string[]) => new StateTokens(new SigningKeys(loadConfig({ ENCRYPTION_KEYS: keys.join(',') })));
const flipped = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

describe('a state', () => {
  it('comes back as it went out, with the tenant in it', () => {
    const issued = tokens(OLD).issue(TENANT, 'stripe');
    expect(issued.tenantId).toBe(TENANT);
    expect(tokens(OLD).open(issued.token, 'stripe')).toEqual(issued);
    expect(issued.token).toMatch(/^[\w-]{64}\.[\w-]{43}$/);
  });

  it('is another one each time, and its hash does not hold it', () => {
    const issued = Array.from({ length: 100 }, () => tokens(OLD).issue(TENANT, 'stripe'));
    expect(new Set(issued.map(({ token }) => token)).size).toBe(100);
    expect(new Set(issued.map(({ hash }) => hash.toString('hex'))).size).toBe(100);
    expect(issued[0]!.hash).toEqual(createHash('sha256').update(issued[0]!.token).digest());
  });

  it('does not open for another provider', () => {
    const { token } = tokens(OLD).issue(TENANT, 'stripe');
    expect(tokens(OLD).open(token, 'square')).toBeUndefined();
    expect(tokens(OLD).open(token, '')).toBeUndefined();
  });

  it('does not open with one character changed, wherever it is', () => {
    const { token } = tokens(OLD).issue(TENANT, 'stripe');
    for (let at = 0; at < token.length; at++) expect(tokens(OLD).open(flipped(token, at), 'stripe')).toBeUndefined();
  });

  it('opens after its key has become an old one, and not once that is gone', () => {
    const issued = tokens(OLD).issue(TENANT, 'stripe');
    expect(tokens(NEW, OLD).open(issued.token, 'stripe')).toEqual(issued);
    expect(tokens(NEW).open(issued.token, 'stripe')).toBeUndefined();
  });

  it.each([undefined, null, '', '.', 'a.b', 7, {}, ['a'], 'x'.repeat(10_000)])('is not %j', (junk) => {
    expect(tokens(OLD).open(junk, 'stripe')).toBeUndefined();
  });

  it('is not two of them, nor one with something behind it', () => {
    const { token } = tokens(OLD).issue(TENANT, 'stripe');
    expect(tokens(OLD).open([token, token], 'stripe')).toBeUndefined();
    expect(tokens(OLD).open(`${token}\n`, 'stripe')).toBeUndefined();
    expect(tokens(OLD).open(`${token}.x`, 'stripe')).toBeUndefined();
  });

  it('has a code verifier that the key is needed for', () => {
    const first = tokens(OLD).issue(TENANT, 'stripe');
    const second = tokens(OLD).issue(TENANT, 'stripe');
    expect(first.codeVerifier).toMatch(/^[\w-]{43}$/);
    expect(first.codeVerifier).not.toBe(second.codeVerifier);
    expect(first.token).not.toContain(first.codeVerifier);
  });
});

it('challenges as RFC 7636, appendix B does', () => {
  expect(codeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});
