import { createHmac, createSign, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { JWT_SECRET } from './auth-app.builder.js';

export const TENANT = '0b6ff8a4-58c1-4c0f-9d53-1d3f0f6a7c11';

const now = (): number => Math.floor(Date.now() / 1000);

/** Valid claims. Pass `undefined` to omit one. */
export function claims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const all = {
    sub: 'user-1',
    tenant_id: TENANT,
    role: 'venue-owner',
    iss: 'tickettoken',
    aud: 'tickettoken-api',
    iat: now(),
    exp: now() + 600,
    ...changes,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export interface TokenOptions {
  algorithm?: jwt.Algorithm;
  key?: string | KeyObject;
  kid?: string;
}

export function token(changes: Record<string, unknown> = {}, options: TokenOptions = {}): string {
  const { algorithm = 'HS256', key = JWT_SECRET, kid } = options;
  return jwt.sign(JSON.stringify(claims(changes)), key as jwt.Secret, {
    algorithm,
    header: { alg: algorithm, typ: 'JWT', ...(kid && { kid }) },
  });
}

/** A token with a valid signature over any header and payload, including those that a library would refuse to write. */
export function rawToken(header: unknown, payload: unknown, key: string = JWT_SECRET): string {
  const input = `${segment(header)}.${segment(payload)}`;
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

/** Signs the same input with RS256, to test confusion of the two algorithms. */
export function rsaSigned(header: unknown, payload: unknown, key: KeyObject): string {
  const input = `${segment(header)}.${segment(payload)}`;
  return `${input}.${createSign('RSA-SHA256').update(input).sign(key, 'base64url')}`;
}

/** A string is used as the JSON text itself. */
export function segment(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

export const bearer = (value: string): Record<string, string> => ({ authorization: `Bearer ${value}` });
