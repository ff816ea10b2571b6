import { describe, expect, it } from '@jest/globals';
import { loadConfig } from './config.js';

const SECRET = 'hunter2';

describe('What is said of a bad variable', () => {
  it.each([
    ['NODE_ENV', SECRET, 'must be one of development, test, production'],
    ['PORT', SECRET, 'must be a whole number'],
    ['PORT', '80.5', 'must be a whole number'],
    ['PORT', '70000', 'must be at most 65535'],
    ['DATABASE_POOL_SIZE', '0', 'must be at least 1'],
    ['PUBLIC_URL', SECRET, 'must be a URL that begins with http:// or https://'],
    ['OAUTH_RETURN_TO', `https://a.example,${SECRET}`, 'must be a URL that begins with http:// or https://'],
    ['DATABASE_URL', `mysql://${SECRET}`, 'must be a URL that begins with postgres://'],
    ['DATABASE_URL', `postgres://u:%zz${SECRET}@h/d`, 'must be a URL whose user and password are percent-encoded'],
    ['REDIS_URL', `http://${SECRET}`, 'must be a URL that begins with redis:// or rediss://'],
    ['REDIS_URL', `redis://u:%zz${SECRET}@h`, 'must be a URL whose user and password are percent-encoded'],
    ['ROLES', ',', 'must not be an empty list'],
    ['ROLES', `api,${SECRET}`, 'must be one of api, worker, scheduler'],
    ['TRUSTED_PROXIES', SECRET, 'must be addresses or networks (CIDR)'],
    ['ENCRYPTION_KEYS', SECRET, 'must be kid:base64(32 bytes)'],
    ['INTERNAL_SERVICE_CREDENTIALS', SECRET, 'must be JSON'],
    ['INTERNAL_SERVICE_CREDENTIALS', `{"a":{"key":"${SECRET}"}}`, 'must have the format shown in .env.example'],
  ])('%s=%s', (name, value, wanted) => {
    const act = () => loadConfig({ [name]: value });
    expect(act).toThrow(`Configuration: ${name} ${wanted}`);
    expect(act).not.toThrow(SECRET);
  });
});

describe('Where the service listens', () => {
  const fresh = {
    JWT_SECRET: 'j'.repeat(32),
    INTERNAL_SERVICE_KEY: 'i'.repeat(32),
    INTERNAL_SERVICE_SECRET: 's'.repeat(32),
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  };

  it('is this machine alone, as long as any published sample is in use', () => {
    expect(loadConfig({})).toMatchObject({ host: '127.0.0.1', sampleSecrets: Object.keys(fresh) });
    for (const name of Object.keys(fresh)) {
      expect(loadConfig({ ...fresh, [name]: '' })).toMatchObject({ host: '127.0.0.1', sampleSecrets: [name] });
    }
  });

  it('is every address with its own secrets', () => {
    expect(loadConfig(fresh)).toMatchObject({ host: '0.0.0.0', sampleSecrets: [] });
  });

  it('does not mind the sample of a secret that is not used', () => {
    const { JWT_SECRET: _, ...others } = fresh;
    const jwks = { JWT_ALGORITHM: 'RS256', JWT_JWKS_URL: 'https://id.example/jwks' };
    expect(loadConfig({ ...others, ...jwks })).toMatchObject({ host: '0.0.0.0', sampleSecrets: [] });
  });

  it('is what HOST says', () => {
    expect(loadConfig({ HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
    expect(loadConfig({ ...fresh, HOST: '127.0.0.1' }).host).toBe('127.0.0.1');
  });
});
