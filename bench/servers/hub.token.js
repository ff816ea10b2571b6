import { createHmac } from 'node:crypto';

/**
 * A user's token, HS256.
 * @param {string} secret
 * @param {string} tenantId
 */
export function hubToken(secret, tenantId) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: 'bench',
    tenant_id: tenantId,
    role: 'admin',
    iss: 'tickettoken',
    aud: 'tickettoken-api',
    iat: now,
    exp: now + 6 * 3600,
  };
  const signed = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
