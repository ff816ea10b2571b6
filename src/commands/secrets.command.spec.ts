import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../config/config.js';
import { parseEnvironmentFile } from '../config/environment-file.parser.js';
import { freshSecrets, SecretsError, writeSecrets } from './secrets.command.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COMPOSE = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'http://localhost:3000',
  DATABASE_URL: 'postgres://u:p@postgres/d',
  REDIS_URL: 'redis://redis',
};

describe('freshSecrets', () => {
  const secrets = parseEnvironmentFile(freshSecrets());

  it('are all that production wants, and no sample', () => {
    expect(loadConfig({ ...secrets, ...production })).toMatchObject({ production: true, sampleSecrets: [] });
  });

  it('are long, different from each other, and different each time', () => {
    const again = parseEnvironmentFile(freshSecrets());
    const values = [...Object.values(secrets), ...Object.values(again)];
    expect(new Set(values).size).toBe(values.length);
    expect(values.filter((value) => value.length < 32)).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  const secrets = parseEnvironmentFile(freshSecrets());

  it('refuses to start without any of them, wherever it names one', () => {
    const named = [...COMPOSE.matchAll(/\$\{(\w+)([^}]*)\}/g)].filter(([, name]) => name !== 'PUBLIC_URL');
    expect([...new Set(named.map(([, name]) => name))].sort()).toEqual(Object.keys(secrets).sort());
    expect([...new Set(named.map(([, , otherwise]) => otherwise))]).toEqual([':?run npm run secrets']);
  });

  it('runs in production mode, with a password for Redis', () => {
    expect(COMPOSE).toMatch(/^ {4}NODE_ENV: production$/m);
    expect(COMPOSE).toMatch(/REDIS_URL: redis:\/\/:\$\{REDIS_PASSWORD:\?[^}]+\}@redis:6379/);
    expect(COMPOSE).toMatch(/--requirepass\n +- \$\{REDIS_PASSWORD:\?/);
    expect(COMPOSE).toMatch(/PUBLIC_URL: \$\{PUBLIC_URL:-http:\/\/localhost:3000\}/);
  });

  const hasPlugin = spawnSync('docker', ['compose', 'version']).status === 0;
  (hasPlugin ? it : it.skip)('is what Compose understands, and nothing without secrets', () => {
    const compose = (env: Record<string, string>) =>
      spawnSync(
        'docker',
        ['compose', '--env-file', '/dev/null', '-f', join(ROOT, 'docker-compose.yml'), 'config', '-q'],
        {
          env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
        },
      ).status;
    expect(compose(secrets)).toBe(0);
    for (const name of Object.keys(secrets)) expect(compose({ ...secrets, [name]: '' })).not.toBe(0);
  });
});

describe('writeSecrets', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    path = join(folder, '.env');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes a file that its owner alone may read', () => {
    writeSecrets(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(parseEnvironmentFile(readFileSync(path, 'utf8')).JWT_SECRET).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['file', () => writeFileSync(path, 'A=1')],
    ['link that leads nowhere', () => symlinkSync(join(folder, 'elsewhere'), path)],
    ['folder', () => mkdirSync(path)],
  ])('leaves a %s that is there alone', (_, make) => {
    make();
    const before = spawnSync('ls', ['-laR', '--full-time', folder]).stdout.toString();
    expect(() => writeSecrets(path)).toThrow(SecretsError);
    expect(() => writeSecrets(path)).toThrow(/\.env exists and stays as it is/);
    expect(spawnSync('ls', ['-laR', '--full-time', folder]).stdout.toString()).toBe(before);
  });

  it('says so when the folder cannot be written', () => {
    expect(() => writeSecrets(join(folder, 'absent', '.env'))).toThrow(/\.env cannot be written \(ENOENT\)/);
  });
});
