import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/config.js';
import type { Sealed, SecretPlace } from './sealed.js';
import { SecretUnreadableError } from './secret.error.js';
import { sealFormerly } from './testing/former.sealing.js';
import { Vault } from './vault.js';

const OLD = { kid: 'old', key: Buffer.alloc(32, 1) };
const NEW = { kid: 'new', key: Buffer.alloc(32, 2) };
const SECRET = 'sk_live_hunter2 ✓';
const PLACE: SecretPlace = { tenantId: 'tenant', ownerId: 'owner', field: 'field' };

const vault = (...keys: { kid: string; key: Buffer }[]) =>
  new Vault(loadConfig({ ENCRYPTION_KEYS: keys.map(({ kid, key }) => `${kid}:${key.toString('base64')}`).join(',') }));

/** The decrypted secret, or the reason of the failure. Any other error than SecretUnreadableError fails the test. */
function outcome(sealed: Sealed, place = PLACE, opener = vault(OLD)): string {
  try {
    return opener.open(sealed, place);
  } catch (error) {
    if (!(error instanceof SecretUnreadableError)) throw error;
    return error.reason;
  }
}

function* changedBytes(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at++) {
    for (const by of [0x01, 0x02, 0x80, 0xff]) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= by;
      yield changed;
    }
  }
}

const FORMS: [name: string, seal: (secret: string, place: SecretPlace) => Sealed][] = [
  ['sealed here', (secret, place) => vault(OLD).seal(secret, place)],
  ['sealed by version 0.2.0', (secret, place) => sealFormerly(OLD, secret, place)],
];

describe.each(FORMS)('A secret %s', (_, seal) => {
  const sealed = seal(SECRET, PLACE);

  it.each(['', 'x', SECRET, '\0', '𝄞'.repeat(5_000)])('opens as it was, whatever it is (%#)', (secret) => {
    expect(outcome(seal(secret, PLACE))).toBe(secret);
  });

  it('opens for any of the keys, and for none of the others', () => {
    expect(outcome(sealed, PLACE, vault(NEW, OLD))).toBe(SECRET);
    expect(outcome(sealed, PLACE, vault(NEW))).toBe('key_missing');
    expect(outcome(sealed, PLACE, vault({ kid: 'old', key: NEW.key }))).toBe('altered');
  });

  it('does not open with any byte changed, in either part', () => {
    const changed = [
      ...Array.from(changedBytes(sealed.wrappedKey), (wrappedKey) => ({ ...sealed, wrappedKey })),
      ...Array.from(changedBytes(sealed.ciphertext), (ciphertext) => ({ ...sealed, ciphertext })),
    ];
    expect(changed.length).toBeGreaterThan(4 * 100);
    expect(new Set(changed.map((each) => outcome(each)))).toEqual(new Set(['altered']));
  });

  it('does not open with bytes missing, added, or moved from one part to the other', () => {
    const { wrappedKey, ciphertext } = sealed;
    const cut = (bytes: Buffer) => Array.from(bytes, (_byte, end) => bytes.subarray(0, end));
    const shifted = (bytes: Buffer) => [bytes.subarray(1), ...[0, 1, 2, 255].map((n) => Buffer.of(n, ...bytes))];
    const longer = (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0)]);
    const changed = [
      ...[...cut(wrappedKey), ...shifted(wrappedKey), longer(wrappedKey)].map((each) => ({
        ...sealed,
        wrappedKey: each,
      })),
      ...[...cut(ciphertext), ...shifted(ciphertext), longer(ciphertext)].map((each) => ({
        ...sealed,
        ciphertext: each,
      })),
      { ...sealed, wrappedKey: ciphertext, ciphertext: wrappedKey },
      { ...sealed, ciphertext: wrappedKey },
      { ...sealed, wrappedKey: wrappedKey.subarray(1), ciphertext: ciphertext.subarray(1) },
      { ...sealed, wrappedKey: Buffer.of(2, ...wrappedKey), ciphertext: Buffer.of(2, ...ciphertext) },
    ];
    expect(new Set(changed.map((each) => outcome(each)))).toEqual(new Set(['altered']));
  });

  it('does not open under another name of its key, even one that names the same key', () => {
    const renamed = vault(
      OLD,
      { kid: 'oldest', key: OLD.key },
      { kid: 'Old', key: OLD.key },
      { kid: '_', key: OLD.key },
    );
    for (const kid of ['oldest', 'Old', '_']) expect(outcome({ ...sealed, kid }, PLACE, renamed)).toBe('altered');
    for (const kid of ['ol', 'old ', '', 'OLD'])
      expect(outcome({ ...sealed, kid }, PLACE, renamed)).toBe('key_missing');
  });

  it('does not open in another place', () => {
    for (const part of ['tenantId', 'ownerId', 'field'] as const) {
      for (const other of ['', 'x', `${PLACE[part]} `, PLACE[part]!.toUpperCase(), PLACE[part]!.slice(1)]) {
        expect(outcome(sealed, { ...PLACE, [part]: other })).toBe('altered');
      }
    }
    expect(outcome(sealed, { ...PLACE, tenantId: null })).toBe('altered');
    expect(outcome(sealed, { tenantId: 'owner', ownerId: 'tenant', field: 'field' })).toBe('altered');
  });

  it('is another one each time', () => {
    expect(seal(SECRET, PLACE).ciphertext).not.toEqual(sealed.ciphertext);
    expect(seal(SECRET, PLACE).wrappedKey).not.toEqual(sealed.wrappedKey);
  });
});

describe('A secret whose place can be read in two ways', () => {
  it.each<[SecretPlace, SecretPlace]>([
    [
      { tenantId: 'a|b', ownerId: 'c', field: 'd' },
      { tenantId: 'a', ownerId: 'b|c', field: 'd' },
    ],
    [
      { tenantId: 'a', ownerId: 'b|c', field: 'd' },
      { tenantId: 'a', ownerId: 'b', field: 'c|d' },
    ],
    [
      { tenantId: 'a', ownerId: '', field: 'b' },
      { tenantId: 'a|', ownerId: '', field: 'b' },
    ],
    [
      { tenantId: 'a","b', ownerId: 'c', field: 'd' },
      { tenantId: 'a', ownerId: 'b","c', field: 'd' },
    ],
    [
      { tenantId: 'a\\', ownerId: '"b', field: 'd' },
      { tenantId: 'a', ownerId: '\\"b', field: 'd' },
    ],
    [
      { tenantId: null, ownerId: 'b', field: 'd' },
      { tenantId: 'null', ownerId: 'b', field: 'd' },
    ],
    [
      { tenantId: null, ownerId: 'b', field: 'd' },
      { tenantId: '', ownerId: 'b', field: 'd' },
    ],
    [
      { tenantId: 'a', ownerId: 'b', field: '\ud800' },
      { tenantId: 'a', ownerId: 'b', field: '\ufffd' },
    ],
  ])('opens in its own alone: %j, %j', (place, other) => {
    for (const [mine, theirs] of [
      [place, other],
      [other, place],
    ] as const) {
      const sealed = vault(OLD).seal(SECRET, mine);
      expect([outcome(sealed, mine), outcome(sealed, theirs)]).toEqual([SECRET, 'altered']);
    }
  });

  it('has its key in no other field', () => {
    const place = { tenantId: 'a', ownerId: 'b', field: 'c|old' };
    const sealed = { ...vault({ kid: 'k', key: OLD.key }).seal(SECRET, { ...place, field: 'c' }), kid: 'k' };
    expect(outcome(sealed, place, vault({ kid: 'k', key: OLD.key }))).toBe('altered');
  });
});

describe('What opens a secret', () => {
  it('is not fooled by rows that are no secret at all', () => {
    const nothing = null as unknown as Buffer;
    for (const part of [
      nothing,
      Buffer.alloc(0),
      Buffer.of(2),
      Buffer.alloc(61),
      Buffer.alloc(61, 2),
      Buffer.alloc(60),
    ]) {
      expect(outcome({ kid: 'old', wrappedKey: part, ciphertext: part })).toBe('altered');
    }
    expect(outcome({ kid: null as unknown as string, wrappedKey: nothing, ciphertext: nothing })).toBe('key_missing');
  });

  it('says which key is missing, and that it is our fault', () => {
    const sealed = vault(OLD).seal(SECRET, PLACE);
    const open = () => vault(NEW).open(sealed, PLACE);
    expect(open).toThrow(
      expect.objectContaining({
        code: 'secret_unreadable',
        status: 503,
        retryable: true,
        usesAttempt: false,
        retryAfterSeconds: 60,
        headers: { 'retry-after': '60' },
        message: 'ENCRYPTION_KEYS lacks the key "old", which encrypts a stored secret',
      }),
    );
  });

  it('quotes neither the secret nor a key', () => {
    const sealed = vault(OLD).seal(SECRET, PLACE);
    const told = [vault(NEW), vault({ kid: 'old', key: NEW.key })].map((opener) => {
      try {
        return opener.open(sealed, PLACE);
      } catch (error) {
        const { message, detail, stack, cause } = error as SecretUnreadableError;
        return [message, detail, stack, String(cause)].join('\n');
      }
    });
    for (const secret of [SECRET, 'hunter2', OLD.key.toString('base64'), NEW.key.toString('base64')]) {
      expect(told.join('\n')).not.toContain(secret);
    }
  });

  it('seals with the first key', () => {
    expect([vault(NEW, OLD).kid, vault(NEW, OLD).seal(SECRET, PLACE).kid]).toEqual(['new', 'new']);
  });
});
