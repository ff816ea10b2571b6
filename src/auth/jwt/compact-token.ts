import { UnauthenticatedError } from '../../common/http.errors.js';

const TOKEN_MAX_BYTES = 8192;

/** The parts of an unverified token that are needed to choose a key. */
export interface CompactToken {
  kid?: string;
  signingInput: string;
  signature: Buffer;
}

/**
 * Checks the strict form of a JWT before its signature is verified. The library decodes leniently (padding, the other
 * alphabet, unused bits), so the same signed token could be written in many ways. It also fails on claims that are not
 * an object.
 *
 * @throws UnauthenticatedError for anything but three canonical segments with the configured algorithm.
 */
export function parseCompactToken(token: string, algorithm: string): CompactToken {
  if (token.length > TOKEN_MAX_BYTES) throw malformed();
  const [header, claims, signature, ...rest] = token.split('.');
  if (!header || !claims || !signature || rest.length > 0) throw malformed();
  const { alg, kid, crit } = jsonObject(header);
  // `crit` lists extensions that a recipient must understand or refuse (RFC 7515, 4.1.11). This service supports none.
  if (alg !== algorithm || crit !== undefined) throw malformed();
  if (kid !== undefined && typeof kid !== 'string') throw malformed();
  jsonObject(claims);
  return { kid, signingInput: `${header}.${claims}`, signature: canonicalBytes(signature) };
}

function jsonObject(segment: string): Record<string, unknown> {
  const text = canonicalBytes(segment).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return value as Record<string, unknown>;
}

function canonicalBytes(segment: string): Buffer {
  const bytes = Buffer.from(segment, 'base64url');
  if (bytes.toString('base64url') !== segment) throw malformed();
  return bytes;
}

function malformed(): UnauthenticatedError {
  return new UnauthenticatedError('The token is malformed, or its kind is not accepted');
}
