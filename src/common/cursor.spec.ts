import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../config/config.js';
import { CursorCodec } from './cursor.js';
import { SigningKeys } from './signing-keys.js';

const OLD = `old:${Buffer.alloc(32, 1).toString('base64')}`;
const NEW = `new:${Buffer.alloc(32, 2).toString('base64')}`;
const BINDING = ['tenant', 'things', null];
const POSITION = { at: '2026-01-01T00:00:00Z', id: '5' };
const codec = (...keys: string[]) => new CursorCodec(new SigningKeys(loadConfig({ ENCRYPTION_KEYS: keys.join(',') })));
const invalid = expect.objectContaining({ code: 'invalid_cursor' }) as unknown as Error;

describe('A cursor', () => {
  it('comes back as it went out', () => {
    expect(codec(OLD).decode(codec(OLD).encode(POSITION, BINDING), BINDING)).toEqual(POSITION);
  });

  it('is the one that was issued before keys were asked of SigningKeys', () => {
    expect(codec(OLD).encode(POSITION, BINDING)).toBe(
      'eyJhdCI6IjIwMjYtMDEtMDFUMDA6MDA6MDBaIiwiaWQiOiI1In0.4xG06oYs8VBB3ufMrozVNsXVk3c',
    );
  });

  it('is good after its key has become an old one, and not once that is gone', () => {
    const cursor = codec(OLD).encode(POSITION, BINDING);
    expect(codec(NEW, OLD).decode(cursor, BINDING)).toEqual(POSITION);
    expect(codec(NEW, OLD).encode(POSITION, BINDING)).toBe(codec(NEW).encode(POSITION, BINDING));
    expect(() => codec(NEW).decode(cursor, BINDING)).toThrow(invalid);
  });

  it('is good for what it was made for only', () => {
    const cursor = codec(OLD).encode(POSITION, BINDING);
    for (const other of [[], ['other', 'things', null], ['tenant', 'things', 'null'], ['tenant', 'things']]) {
      expect(() => codec(OLD).decode(cursor, other)).toThrow(invalid);
    }
  });

  it('is not good with one character changed, wherever it is, nor with anything before or behind it', () => {
    const cursor = codec(OLD).encode(POSITION, BINDING);
    const changed = Array.from(
      cursor,
      (was, at) => cursor.slice(0, at) + (was === 'A' ? 'B' : 'A') + cursor.slice(at + 1),
    );
    for (const junk of [...changed, `${cursor}.`, `.${cursor}`, `${cursor}A`, cursor.slice(0, -1), '', '.', 'a.b']) {
      expect(() => codec(OLD).decode(junk, BINDING)).toThrow(invalid);
    }
  });
});
