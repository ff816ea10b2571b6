import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { seeded } from '../../../test/support/seeded.random.js';
import { SigningKeys } from '../../common/signing-keys.js';
import { loadConfig } from '../../config/config.js';
import { EndpointTokens, hashToken } from './endpoint.tokens.js';

const ID = '0192d3f0-aaaa-7bbb-8ccc-0123456789ab';
const OLD = `old:${Buffer.alloc(32, 1).toString('base64')}`;
const NEW = `new:${Buffer.alloc(32, 2).toString('base64')}`;
const random = seeded();
const made = new Map<string, EndpointTokens>();
const tokens = (...keys: string[]) => {
  const list = keys.join(',');
  const known = made.get(list) ?? new EndpointTokens(new SigningKeys(loadConfig({ ENCRYPTION_KEYS: list })));
  made.set(list, known);
  return known;
};

describe('The token of an endpoint', () => {
  it('is ours, has 48 characters, and begins with the id', () => {
    const token = tokens(OLD).issue('stripe', ID);
    expect(token).toMatch(/^[\w-]{48}$/);
    expect(Buffer.from(token, 'base64url').subarray(0, 16).toString('hex')).toBe(ID.replaceAll('-', ''));
    expect(tokens(OLD).check('stripe', token)).toBe('ours');
  });

  it('is the one that earlier versions have issued', () => {
    expect(tokens(OLD).issue('stripe', ID)).toBe('AZLT8Kqqe7uMzAEjRWeJq6mwlHiAOsM9yD_39mPt4Jg2nReb');
  });

  it('is another one for each endpoint and each provider', () => {
    const issued = Array.from({ length: 100 }, () => randomUUID()).flatMap((id) => [
      tokens(OLD).issue('stripe', id),
      tokens(OLD).issue('square', id),
    ]);
    expect(new Set(issued.map((token) => token.slice(22))).size).toBe(200);
  });

  it('has to be looked up with any other byte in any place', () => {
    const subject = tokens(OLD);
    const bytes = Buffer.from(subject.issue('stripe', ID), 'base64url');
    expect(bytes).toHaveLength(36);
    const checks = new Map<string, number>();
    for (let at = 0; at < bytes.length; at++) {
      for (let by = 1; by < 256; by++) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= by;
        const check = subject.check('stripe', changed.toString('base64url'));
        checks.set(check, (checks.get(check) ?? 0) + 1);
      }
    }
    expect([...checks]).toEqual([['perhaps', 36 * 255]]);
  });

  it.each(['square', '', 'Stripe', 'stripe\n', 'stripe"'])('has to be looked up for the provider %j', (provider) => {
    expect(tokens(OLD).check(provider, tokens(OLD).issue('stripe', ID))).toBe('perhaps');
  });

  it('is ours under any configured key, is issued under the first, and is looked up once its key is gone', () => {
    const token = tokens(OLD).issue('stripe', ID);
    expect(tokens(NEW, OLD).check('stripe', token)).toBe('ours');
    expect(tokens(NEW).check('stripe', token)).toBe('perhaps');
    expect(tokens(NEW, OLD).issue('stripe', ID)).toBe(tokens(NEW).issue('stripe', ID));
  });

  it('has to be looked up when it has the shape of those that were random', () => {
    for (let i = 0; i < 100; i++) {
      expect(tokens(OLD).check('stripe', random.bytes(24).toString('base64url'))).toBe('perhaps');
      expect(tokens(OLD).check('stripe', random.bytes(36).toString('base64url'))).toBe('perhaps');
    }
  });

  it('is none in any other length', () => {
    const long = tokens(OLD).issue('stripe', ID).repeat(3);
    const lengths = Array.from({ length: 101 }, (_, length) => length);
    const open = lengths.filter((length) => tokens(OLD).check('stripe', long.slice(0, length)) !== 'no');
    expect(open).toEqual([32, 48]);
  });

  it.each(['\n', ' ', '+', '/', '=', '.', '%', '\0', 'é', '٣', 'ſ', '😀'])('is none with a %j in it', (character) => {
    for (const token of [tokens(OLD).issue('stripe', ID), random.bytes(24).toString('base64url')]) {
      const places = [0, 1, token.length / 2, token.length - 1];
      const replaced = places.map((at) => token.slice(0, at) + character + token.slice(at + 1));
      const junk = [...replaced, token + character, character + token];
      expect(junk.map((each) => tokens(OLD).check('stripe', each))).toEqual(junk.map(() => 'no'));
    }
  });

  it('is not issued for what is no id', () => {
    expect(() => tokens(OLD).issue('stripe', 'not-a-uuid')).toThrow(TypeError);
  });

  it('is stored as its SHA-256', () => {
    expect(hashToken('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
