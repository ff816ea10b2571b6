import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { send } from '../support/http.client.js';
import { startInstance } from '../support/service.instance.js';
import { startWorld, type World } from '../support/world.js';

const SECRET = 'development-only-jwt-secret-change-me-0001';
const now = () => Math.floor(Date.now() / 1000);
const claims = (changes: Record<string, unknown> = {}) => ({
  sub: 'user-1',
  tenant_id: randomUUID(),
  iss: 'tickettoken',
  aud: 'tickettoken-api',
  role: 'venue-owner',
  exp: now() + 60,
  ...changes,
});
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (changes: Record<string, unknown> = {}, secret = SECRET, algorithm: jwt.Algorithm = 'HS256') =>
  jwt.sign(claims(changes), secret, { algorithm, noTimestamp: true });
/** Signed by hand, where the package would refuse to. */
const handmade = (header: unknown, payload: unknown, secret = SECRET) => {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};
const HS256 = { alg: 'HS256', typ: 'JWT' };

describe('Bearer tokens', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world?.end());

  const ask = async (headers: Record<string, string> | [string, string][], url = world.service.url) =>
    (await send(url, { path: '/api/v1/integrations', headers })).status;
  const bearer = (value: string, url?: string) => ask({ authorization: `Bearer ${value}` }, url);

  it.each<[string, () => string]>([
    ['a plain one', () => token()],
    ['one for a day', () => token({ exp: now() + 86_400 })],
    ['one that ended within the clock tolerance', () => token({ exp: now() - 20 })],
    ['one of type access', () => token({ type: 'access' })],
    ['one for several audiences', () => token({ aud: ['other', 'tickettoken-api'] })],
    ['a tenant of any UUID version', () => token({ tenant_id: '00000000-0000-0000-0000-00000000000A' })],
    ['roles as a list', () => token({ role: undefined, roles: ['venue-manager'] })],
  ])('%s is accepted', async (_, make) => {
    expect(await bearer(make())).toBe(200);
  });

  it.each<[string, () => string]>([
    ['another secret', () => token({}, 'another-secret-of-more-than-32-bytes-000')],
    ['another algorithm of the family', () => token({}, SECRET, 'HS512')],
    ['no algorithm', () => `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims())}.`],
    ['no algorithm, and a signature', () => handmade({ alg: 'none' }, claims())],
    ['a critical extension', () => handmade({ ...HS256, crit: ['b64'] }, claims())],
    ['an asymmetric key', () => jwt.sign(claims(), rsa(), { algorithm: 'RS256', noTimestamp: true })],
    ['its end behind it', () => token({ exp: now() - 40 })],
    ['an end more than a day ahead', () => token({ exp: now() + 86_400 + 60 })],
    ['no end', () => handmade(HS256, claims({ exp: undefined }))],
    ['an end that is no number', () => handmade(HS256, claims({ exp: 'tomorrow' }))],
    ['a beginning to come', () => token({ nbf: now() + 60 })],
    ['another issuer', () => token({ iss: 'someone' })],
    ['no issuer', () => token({ iss: undefined })],
    ['another audience', () => token({ aud: 'tickettoken' })],
    ['no audience', () => token({ aud: undefined })],
    ['no tenant', () => token({ tenant_id: undefined })],
    ['a tenant that is no UUID', () => token({ tenant_id: 'tenant-1' })],
    ['two tenants', () => token({ tenant_id: [randomUUID(), randomUUID()] })],
    ['no subject', () => token({ sub: undefined })],
    ['the type of a refresh token', () => token({ type: 'refresh' })],
    ['permissions that are no list', () => token({ permissions: '*' })],
    ['roles that are no list', () => token({ roles: 'admin' })],
    ['a role that is a list', () => token({ role: ['admin'] })],
    ['claims that are no object', () => handmade(HS256, ['admin'])],
    ['two parts', () => token().split('.').slice(0, 2).join('.')],
    ['four parts', () => `${token()}.x`],
    ['padding', () => `${token()}=`],
    ['9 kB', () => token({ name: 'x'.repeat(9_000) })],
    ['nothing in it', () => ''],
  ])('%s is 401', async (_, make) => {
    expect(await bearer(make())).toBe(401);
  });

  it('only one header of one scheme is read', async () => {
    const good = token();
    expect(await ask({ authorization: `bearer ${good}` })).toBe(200);
    expect(await ask({ authorization: good })).toBe(401);
    expect(await ask({ authorization: `Basic ${good}` })).toBe(401);
    expect(await ask({ authorization: `Bearer  ${good}` })).toBe(401);
    expect(await ask({ authorization: `Bearer ${good}, Bearer ${good}` })).toBe(401);
    expect(
      await ask([
        ['authorization', `Bearer ${good}`],
        ['Authorization', `Bearer ${good}`],
      ]),
    ).toBe(401);
    expect(await ask({ cookie: `authorization=Bearer ${good}` })).toBe(401);
  });

  it('every secret of a rotation verifies, and every issuer and audience of a list', async () => {
    const [fresh, old] = ['a-new-secret-of-more-than-32-bytes-00001', 'an-old-secret-of-more-than-32-bytes-0001'];
    const other = await startInstance(world.service, {
      JWT_SECRET: `${fresh}, ${old}`,
      JWT_ISSUER: 'first,second',
      JWT_AUDIENCE: 'one,two',
    });
    const statuses = [];
    for (const secret of [fresh, old, SECRET, `${fresh}, ${old}`]) {
      statuses.push(await bearer(token({ iss: 'second', aud: 'two' }, secret), other.url));
    }
    await other.stop();
    expect(statuses).toEqual([200, 200, 401, 401]);
  });

  it('a public key is not a secret', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const env = { JWT_ALGORITHM: 'RS256', JWT_PUBLIC_KEY: Buffer.from(publicKey).toString('base64') };
    const other = await startInstance(world.service, env);
    const statuses = [
      await bearer(jwt.sign(claims(), privateKey, { algorithm: 'RS256' }), other.url),
      await bearer(jwt.sign(claims(), privateKey, { algorithm: 'RS512' }), other.url),
      await bearer(handmade(HS256, claims(), publicKey), other.url),
      await bearer(handmade({ ...HS256, alg: 'RS256' }, claims(), publicKey), other.url),
      await bearer(token(), other.url),
    ];
    await other.stop();
    expect(statuses).toEqual([200, 401, 401, 401, 401]);
  });
});

function rsa() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}
