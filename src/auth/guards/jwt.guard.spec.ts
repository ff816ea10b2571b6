import { generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { JWT_SECRET, startAuthApp, type AuthApp, type AuthAppOptions } from '../testing/auth-app.builder.js';
import { JwksServer } from '../testing/jwks.server.js';
import { mutate, randomSource } from '../testing/mutations.js';
import { bearer, claims, rawToken, rsaSigned, segment, token } from '../testing/token.builder.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const ec384 = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
const pem = (pair: { publicKey: typeof rsa.publicKey }) =>
  pair.publicKey.export({ format: 'pem', type: 'spki' }).toString();
const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;
const HS256 = { alg: 'HS256', typ: 'JWT' };

describe('JwtGuard', () => {
  let auth: AuthApp;
  const start = async (options?: AuthAppOptions) => (auth = await startAuthApp(options));
  afterEach(() => auth?.app.close());

  const status = async (value: string) =>
    (await auth.app.inject({ url: '/things', headers: bearer(value) })).statusCode;

  it.each<[string, () => Record<string, unknown>]>([
    ['plain claims', () => ({})],
    ['expired within the tolerance', () => ({ exp: seconds(-20) })],
    ['valid in a moment, within the tolerance', () => ({ nbf: seconds(20) })],
    ['several audiences', () => ({ aud: ['other', 'tickettoken-api'] })],
    ['the other issuer and audience allowed', () => ({ iss: 'https://id.example', aud: 'second-api' })],
    ['type access', () => ({ type: 'access' })],
  ])('accepts %s', async (_, changes) => {
    await start({
      jwt: { issuers: ['tickettoken', 'https://id.example'], audiences: ['tickettoken-api', 'second-api'] },
    });
    expect(await status(token(changes()))).toBe(200);
  });

  it('answers every token that is not right with 401', async () => {
    await start();
    const refused: [string, string][] = [
      ['expired', token({ exp: seconds(-40) })],
      ['no exp', token({ exp: undefined })],
      ['exp as text', rawToken(HS256, claims({ exp: '9999999999' }))],
      ['exp that overflows', rawToken(HS256, JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e999'))],
      ['not yet valid', token({ nbf: seconds(60) })],
      ['nbf as text', rawToken(HS256, claims({ nbf: 'now' }))],
      ['nbf null', rawToken(HS256, claims({ nbf: null }))],
      ['another issuer', token({ iss: 'evil' })],
      ['no issuer', token({ iss: undefined })],
      ['an array of issuers', rawToken(HS256, claims({ iss: ['tickettoken'] }))],
      ['another audience', token({ aud: 'other' })],
      ['no audience', token({ aud: undefined })],
      ['no audience among several', token({ aud: [] })],
      ['audience object', rawToken(HS256, claims({ aud: { 0: 'tickettoken-api' } }))],
      ['a refresh token', token({ type: 'refresh' })],
      ['no tenant', token({ tenant_id: undefined })],
      ['several tenants', token({ tenant_id: [claims().tenant_id] })],
      ['no subject', token({ sub: '' })],
      ['permissions of another shape', token({ permissions: '*' })],
      ['another secret', token({}, { key: 'another-secret-that-is-long-enough' })],
      ['an empty secret', rawToken(HS256, claims(), '')],
      ['HS512 with the right secret', token({}, { algorithm: 'HS512' })],
      ['alg none, signed', rawToken({ alg: 'none' }, claims())],
      ['alg none, unsigned', `${segment({ alg: 'none' })}.${segment(claims())}.`],
      ['alg none without a dot', `${segment({ alg: 'none' })}.${segment(claims())}`],
      ['no signature', `${token().split('.').slice(0, 2).join('.')}.`],
      ['crit', rawToken({ ...HS256, crit: ['exp'] }, claims())],
      ['claims null', rawToken(HS256, 'null')],
      ['claims null without typ', rawToken({ alg: 'HS256' }, 'null')],
      ['claims that are text', rawToken(HS256, 'text')],
      ['claims that are an array', rawToken(HS256, '[]')],
      ['padded', `${token()}=`],
      ['more than 8 KB', token({ filler: 'x'.repeat(8000) })],
      ['a public key as HMAC secret', rawToken(HS256, claims(), pem(rsa))],
      ['the payload of another token', swap(token(), token({ role: 'admin' }))],
    ];
    const answers: Record<string, number> = {};
    for (const [name, value] of refused) answers[name] = await status(value);
    expect(answers).toEqual(Object.fromEntries(refused.map(([name]) => [name, 401])));
  });

  it.each([
    ['a day', {}, 86_400],
    ['what is configured', { JWT_MAX_LIFETIME_SECONDS: '60' }, 60],
  ])('refuses a token that is valid for longer than %s', async (_, limits, longest) => {
    await start({ limits });
    const ask = async (exp: number) => {
      const response = await auth.app.inject({ url: '/things', headers: bearer(token({ exp })) });
      return [response.statusCode, response.json<{ code?: string }>().code];
    };
    const now = Math.floor(auth.clock.now() / 1000);
    expect(await ask(now + longest)).toEqual([200, undefined]);
    expect(await ask(now + longest + 30)).toEqual([200, undefined]);
    expect(await ask(now + longest + 32)).toEqual([401, 'token_lifetime']);
    expect(await ask(9_999_999_999_999)).toEqual([401, 'token_lifetime']);
  });

  it('accepts any lifetime where none is configured', async () => {
    await start({ limits: { JWT_MAX_LIFETIME_SECONDS: '0' } });
    expect(await status(token({ exp: seconds(10 * 365 * 86_400) }))).toBe(200);
  });

  it('tells an expired token from a wrong one, and nothing else', async () => {
    await start();
    const code = async (value: string) =>
      (await auth.app.inject({ url: '/things', headers: bearer(value) })).json<{ code: string }>().code;
    expect(await code(token({ exp: seconds(-40) }))).toBe('token_expired');
    expect(await code(token({ exp: seconds(-40) }, { key: 'another-secret-that-is-long-enough' }))).toBe(
      'unauthenticated',
    );
    expect(await code(token({ iss: 'evil' }))).toBe('unauthenticated');
  });

  it.each(['new-secret', 'old-secret'])('verifies with any secret of a rotation: %s', async (key) => {
    await start({ jwt: { secrets: ['new-secret', 'old-secret'] } });
    expect(await status(rawToken(HS256, claims(), key))).toBe(200);
    expect(await status(rawToken(HS256, claims(), 'new-secret,old-secret'))).toBe(401);
    expect(await status(rawToken(HS256, claims(), 'retired-secret'))).toBe(401);
  });

  it.each(['HS384', 'HS512'] as const)('%s', async (algorithm) => {
    await start({ jwt: { algorithm, secrets: ['other', JWT_SECRET] } });
    expect(await status(token({}, { algorithm }))).toBe(200);
    expect(await status(token())).toBe(401);
  });

  it.each([
    ['RS256', rsa],
    ['RS384', rsa],
    ['RS512', rsa],
    ['ES256', ec],
    ['ES384', ec384],
  ] as const)('%s with a configured public key', async (algorithm, pair) => {
    await start({ jwt: { algorithm, secrets: [], publicKey: pem(pair) } });
    expect(await status(token({}, { algorithm, key: pair.privateKey }))).toBe(200);
    expect(await status(token({}, { algorithm, key: pair.privateKey, kid: 'ignored' }))).toBe(200);
    expect(await status(rawToken({ alg: algorithm }, claims(), pem(pair)))).toBe(401);
    expect(await status(rawToken({ alg: algorithm }, claims(), ''))).toBe(401);
    expect(await status(rawToken(HS256, claims(), pem(pair)))).toBe(401);
    expect(await status(rawToken(HS256, claims(), pem(pair).trim()))).toBe(401);
    expect(await status(token())).toBe(401);
  });

  it('refuses another key, another algorithm of the key, and a signature that claims the other family', async () => {
    await start({ jwt: { algorithm: 'RS256', secrets: [JWT_SECRET], publicKey: pem(rsa) } });
    expect(await status(token({}, { algorithm: 'RS256', key: otherRsa.privateKey }))).toBe(401);
    expect(await status(token({}, { algorithm: 'RS512', key: rsa.privateKey }))).toBe(401);
    expect(await status(token({}, { algorithm: 'PS256', key: rsa.privateKey }))).toBe(401);
    expect(await status(token({}, { algorithm: 'ES256', key: ec.privateKey }))).toBe(401);
    expect(await status(rsaSigned(HS256, claims(), rsa.privateKey))).toBe(401);
    expect(await status(token())).toBe(401);
  });

  it.each([
    ['RS256', rsa, otherRsa],
    ['ES256', ec, generateKeyPairSync('ec', { namedCurve: 'prime256v1' })],
  ] as const)('%s with a key set, through a rotation and an outage', async (algorithm, old, fresh) => {
    const jwks = await new JwksServer().start();
    try {
      jwks.publish('old', old.publicKey);
      await start({ jwt: { algorithm, secrets: [], jwksUrl: jwks.url } });
      expect(await status(token({}, { algorithm, key: old.privateKey, kid: 'old' }))).toBe(200);
      expect(await status(token({}, { algorithm, key: fresh.privateKey, kid: 'fresh' }))).toBe(401);
      expect(await status(token({}, { algorithm, key: fresh.privateKey, kid: 'old' }))).toBe(401);
      expect(await status(token({}, { algorithm, key: old.privateKey }))).toBe(401);
      jwks.publish('fresh', fresh.publicKey);
      expect(await status(token({}, { algorithm, key: fresh.privateKey, kid: 'fresh' }))).toBe(200);
      await jwks.stop();
      expect(await status(token({}, { algorithm, key: old.privateKey, kid: 'old' }))).toBe(200);
    } finally {
      await jwks.stop();
    }
  });

  it('is unavailable, not broken, while the key set has never been read', async () => {
    const jwks = await new JwksServer().start();
    await jwks.stop();
    await start({ jwt: { algorithm: 'RS256', secrets: [], jwksUrl: jwks.url } });
    const value = token({}, { algorithm: 'RS256', key: rsa.privateKey, kid: 'k1' });
    const response = await auth.app.inject({ url: '/things', headers: bearer(value) });
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBeDefined();
    expect(response.json()).toMatchObject({ code: 'service_unavailable' });
    expect(await status('malformed')).toBe(401);
  });

  it('with a public key beside the key set, takes that for tokens without kid', async () => {
    const jwks = await new JwksServer().start();
    try {
      jwks.publish('k1', otherRsa.publicKey);
      await start({ jwt: { algorithm: 'RS256', secrets: [], publicKey: pem(rsa), jwksUrl: jwks.url } });
      expect(await status(token({}, { algorithm: 'RS256', key: rsa.privateKey }))).toBe(200);
      expect(await status(token({}, { algorithm: 'RS256', key: otherRsa.privateKey, kid: 'k1' }))).toBe(200);
      expect(await status(token({}, { algorithm: 'RS256', key: rsa.privateKey, kid: 'k1' }))).toBe(401);
    } finally {
      await jwks.stop();
    }
  });

  it('refuses an Authorization header sent twice, which Node itself would not show', async () => {
    await start();
    await auth.app.listen(0, '127.0.0.1');
    const good = `Bearer ${token()}`;
    expect(await overSocket(auth, { Authorization: good })).toBe(200);
    expect(await overSocket(auth, { Authorization: [good, good] })).toBe(401);
    expect(await overSocket(auth, { Authorization: [good, 'Bearer x'] })).toBe(401);
    expect(await overSocket(auth, { Authorization: ['Basic eDp5', good] })).toBe(401);
  });

  it.each([
    ['query', { url: '/things?access_token=TOKEN' }],
    ['body', { url: '/things', method: 'POST' as const, payload: { auth_token: 'TOKEN' } }],
    ['cookie', { url: '/things', cookies: { token: 'TOKEN', jwt: 'TOKEN' } }],
    ['other header', { url: '/things', headers: { 'proxy-authorization': 'Bearer TOKEN', 'x-access-token': 'TOKEN' } }],
  ])('does not look for a token in the %s', async (_, options) => {
    await start();
    const filled = JSON.parse(JSON.stringify(options).replaceAll('TOKEN', token())) as typeof options;
    expect((await auth.app.inject(filled)).statusCode).toBe(401);
  });

  it.each([
    ['HS256', JWT_SECRET, {}],
    ['RS256', rsa.privateKey, { publicKey: pem(rsa) }],
    ['ES256', ec.privateKey, { publicKey: pem(ec) }],
  ] as const)('%s: no mutation of a valid token gets in, and none breaks anything', async (algorithm, key, jwt) => {
    await start({ jwt: { algorithm, ...jwt } });
    const valid = token({ role: 'admin' }, { algorithm, key });
    expect(await status(valid)).toBe(200);
    const random = randomSource(20_260_801);
    for (let i = 0; i < 2_000; i++) {
      const mutated = mutate(valid, random);
      expect([mutated, await status(mutated)]).toEqual([mutated, 401]);
    }
  });

  it('no nonsense in a signed header or in signed claims breaks anything', async () => {
    await start();
    const nonsense = [null, true, 0, -1, 1e308, '', 'x', '\u0000', [], [[]], {}, { a: 1 }, ['*'], '__proto__'];
    for (const name of [
      'sub',
      'tenant_id',
      'role',
      'roles',
      'permissions',
      'type',
      'exp',
      'nbf',
      'iat',
      'iss',
      'aud',
    ]) {
      for (const value of nonsense) {
        expect([200, 401, 403]).toContain(await status(rawToken(HS256, claims({ [name]: value }))));
      }
    }
    for (const name of ['alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'jku', 'x5c', 'zip', 'enc', 'cty', '__proto__']) {
      for (const value of nonsense) {
        expect([200, 401]).toContain(await status(rawToken({ ...HS256, [name]: value }, claims())));
      }
    }
  });
});

function swap(signed: string, other: string): string {
  const [header, , signature] = signed.split('.');
  return `${header}.${other.split('.')[1]}.${signature}`;
}

function overSocket({ app }: AuthApp, headers: Record<string, string | string[]>): Promise<number> {
  const { port } = app.getHttpServer().address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const raw = Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((each) => [name, each]));
    const call = request(
      { host: '127.0.0.1', port, path: '/things', headers: ['Host', 'localhost', ...raw] },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    call.on('error', reject).end();
  });
}
