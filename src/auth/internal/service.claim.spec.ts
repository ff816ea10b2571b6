import { describe, expect, it } from '@jest/globals';
import { UnauthenticatedError } from '../../common/http.errors.js';
import { signedV1, signedV2 } from '../testing/service-request.builder.js';
import { parseServiceClaim } from './service.claim.js';

const AT = 1_790_000_000_000;
const TENANT_UPPER = '0B6FF8A4-58C1-4C0F-9D53-1D3F0F6A7C11';
const raw = (headers: Record<string, string | undefined>): string[] =>
  Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));

describe('parseServiceClaim', () => {
  it('reads version 1', () => {
    const headers = signedV1(AT, { tenant: TENANT_UPPER });
    expect(parseServiceClaim(raw(headers))).toEqual({
      version: 1,
      service: 'payment-service',
      key: headers['x-internal-service-key'],
      timestamp: String(AT),
      signature: headers['x-request-signature'],
      tenantId: TENANT_UPPER.toLowerCase(),
      tenantHeader: TENANT_UPPER,
      nonce: '',
    });
  });

  it('reads version 1 when it is named, and does not look at a nonce', () => {
    const headers = { ...signedV1(AT), 'x-signature-version': '1', 'x-request-nonce': '?' };
    expect(parseServiceClaim(raw(headers))).toMatchObject({ version: 1, nonce: '' });
  });

  it.each(['a'.repeat(16), 'Z_-9'.repeat(16)])('reads version 2 with the nonce %s', (nonce) => {
    expect(parseServiceClaim(raw(signedV2(AT, { nonce })))).toMatchObject({ version: 2, nonce });
  });

  const signature = signedV1(AT)['x-request-signature'] as string;
  it.each<[string, string | undefined]>([
    ['x-internal-service-key', undefined],
    ['x-internal-service-key', ''],
    ['x-service-name', undefined],
    ['x-service-name', ''],
    ['x-request-timestamp', undefined],
    ['x-request-timestamp', ''],
    ['x-request-timestamp', '1790000000'],
    ['x-request-timestamp', '17900000000000'],
    ['x-request-timestamp', '1790000000.00'],
    ['x-request-timestamp', '+179000000000'],
    ['x-request-timestamp', '-179000000000'],
    ['x-request-timestamp', '0x17900000000'],
    ['x-request-timestamp', '1.79000000e12'],
    ['x-request-timestamp', ' 1790000000000'],
    ['x-request-timestamp', '1790000000000\n'],
    ['x-request-timestamp', '١٧٩٠٠٠٠٠٠٠٠٠٠'],
    ['x-request-timestamp', 'NaN'],
    ['x-request-signature', undefined],
    ['x-request-signature', ''],
    ['x-request-signature', signature.toUpperCase()],
    ['x-request-signature', signature.slice(1)],
    ['x-request-signature', `${signature}0`],
    ['x-request-signature', `sha256=${signature}`],
    ['x-request-signature', `g${signature.slice(1)}`],
    ['x-tenant-id', undefined],
    ['x-tenant-id', ''],
    ['x-tenant-id', 'tenant-1'],
    ['x-signature-version', ''],
    ['x-signature-version', '0'],
    ['x-signature-version', '3'],
    ['x-signature-version', '02'],
    ['x-signature-version', 'v2'],
    ['x-signature-version', '1.0'],
    ['x-signature-version', '2'],
  ])('refuses version 1 with %s: %p', (name, value) => {
    expect(() => parseServiceClaim(raw({ ...signedV1(AT), [name]: value }))).toThrow(UnauthenticatedError);
  });

  it.each([undefined, '', 'a'.repeat(15), 'a'.repeat(65), `${'a'.repeat(16)}+`, `${'a'.repeat(16)}=`, 'a b'.repeat(6)])(
    'refuses version 2 with the nonce %p',
    (nonce) => {
      expect(() => parseServiceClaim(raw({ ...signedV2(AT), 'x-request-nonce': nonce }))).toThrow(UnauthenticatedError);
    },
  );

  it.each(Object.keys(signedV2(AT)))('refuses %s sent twice, even with the same value', (name) => {
    const headers = signedV2(AT);
    expect(() => parseServiceClaim([...raw(headers), name.toUpperCase(), headers[name] as string])).toThrow(
      /sent more than once/,
    );
  });
});
