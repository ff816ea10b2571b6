import { createHmac } from 'node:crypto';
import { isSignedByAny } from './hmac.signature.js';

const LONGEST_HEADER = 4_096;
/** One for each secret that is valid during a rotation; more are somebody's attempt to make us count. */
const MOST_SIGNATURES = 16;
const SIGNATURE = /^[0-9a-f]{64}$/;
const TIMESTAMP = /^[0-9]{1,12}$/;

/**
 * Whether one of `secrets` signed these bytes at a time not further than `toleranceSeconds` from now, either way:
 * HMAC-SHA256 over `<time>.<body>`, the scheme that several providers have in common. Their SDKs, where they check it,
 * let timestamps of the future pass.
 * @param header `t=<epoch seconds>,v1=<hex>[,v1=<hex>…]`; other schemes are ignored
 * @param now epoch milliseconds
 */
export function isSignedInTime(
  body: Buffer,
  header: unknown,
  secrets: readonly string[],
  now: number,
  toleranceSeconds: number,
): boolean {
  const parsed = recentSignatures(header, now, toleranceSeconds);
  if (!parsed) return false;
  return isSignedByAny(parsed.signatures, secrets, (secret) =>
    createHmac('sha256', secret).update(`${parsed.timestamp}.`).update(body).digest('hex'),
  );
}

/** Whether the header alone could be that of {@link isSignedInTime}. */
export function isRecentSignature(header: unknown, now: number, toleranceSeconds: number): boolean {
  return recentSignatures(header, now, toleranceSeconds) !== null;
}

interface Signatures {
  timestamp: string;
  signatures: string[];
}

function recentSignatures(header: unknown, now: number, toleranceSeconds: number): Signatures | null {
  if (typeof header !== 'string' || header.length > LONGEST_HEADER) return null;
  const parsed = parseHeader(header);
  if (!parsed || parsed.signatures.length === 0) return null;
  const isRecent = Math.abs(Math.floor(now / 1000) - Number(parsed.timestamp)) <= toleranceSeconds;
  return isRecent ? parsed : null;
}

function parseHeader(header: string): Signatures | null {
  let timestamp: string | null = null;
  const signatures: string[] = [];
  for (const item of header.split(',')) {
    const equals = item.indexOf('=');
    const name = item.slice(0, equals).trim();
    const value = item.slice(equals + 1).trim();
    if (name === 't') {
      // Which of two times was signed is not for us to try out.
      if (timestamp !== null || !TIMESTAMP.test(value)) return null;
      timestamp = value;
    } else if (name === 'v1') {
      if (signatures.length === MOST_SIGNATURES) return null;
      if (SIGNATURE.test(value)) signatures.push(value);
    }
  }
  return timestamp === null ? null : { timestamp, signatures };
}
