import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { runToEnd } from '../support/script.runner.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { send } from '../support/http.client.js';
import { freePort } from '../support/free.port.js';
import { startService, type Service } from '../support/service.js';

/** Stands in for a value that nobody should read in a log. */
const SECRET = 'hunter2';
const OWN_SECRET = 'own-jwt-secret-of-thirty-two-bytes-or-more';
const READS_FILE = { READ_ENV_FILE: '' };

describe('The commands', () => {
  let folder: string;
  let database: TestDatabase;
  let reachable: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'integration-commands-'));
    database = await createDatabase();
    reachable = { ...database.env, REDIS_URL: process.env.TEST_REDIS_URL ?? '' };
  });
  afterAll(async () => {
    await database?.drop();
    if (folder) await rm(folder, { recursive: true });
  });

  /** An empty folder with that `.env` in it. */
  const folderWith = async (text: string): Promise<string> => {
    const path = await mkdtemp(join(folder, 'env-'));
    await writeFile(join(path, '.env'), text);
    return path;
  };
  const run = (script: string, args: string[], env: Record<string, string>, cwd: string) =>
    spawnSync(process.execPath, [resolve('dist/src', script), ...args], {
      cwd,
      env: { PATH: process.env.PATH, ...env },
      encoding: 'utf8',
    });
  const expectRefusal = async (env: Record<string, string>, ...said: RegExp[]) => {
    const { code, lines } = await runToEnd('main.js', { NODE_ENV: 'test', ...env }, { cwd: folder });
    expect([code, lines.length]).toEqual([1, 1]);
    for (const pattern of said) expect(lines[0]).toMatch(pattern);
    expect(lines[0]).not.toMatch(/hunter2/);
  };

  describe('--help', () => {
    it.each([
      ['src/main.js', /Usage: npm start[^]*DATABASE_URL/],
      ['src/migrate.js', /Usage: npm run migrate[^]*DATABASE_URL/],
      ['src/token.js', /Usage: [^]*token[^]*--role[^]*--tenant/],
      ['src/secrets.js', /Usage: npm run secrets/],
      ['demo/main.js', /Usage: npm run demo[^]*--once/],
      ['sandbox/main.js', /Usage: npm run sandbox[^]*SANDBOX_PROVIDERS/],
    ])('%s tells its usage and does nothing', (script, usage) => {
      // What is set is not looked at.
      const { status, stdout, stderr } = run(join('..', script), ['--help'], { PORT: SECRET, JWT_SECRET: ',' }, folder);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(usage);
    });

    it.each(['main.js', 'migrate.js', 'token.js', 'secrets.js', '../sandbox/main.js'])(
      '%s refuses what it does not know with one line and its usage',
      (script) => {
        const { status, stdout, stderr } = run(script, ['--nothing'], {}, folder);
        expect([status, stdout]).toEqual([2, '']);
        expect(stderr).toMatch(/^[^\n]*--nothing[^\n]*\n\nUsage: /);
      },
    );
  });

  describe('.env', () => {
    const port = () => freePort().then(String);

    it('is read by the service; the environment wins', async () => {
      const [inFile, real] = [await port(), await port()];
      const cwd = await folderWith(`PORT=${inFile}\nJWT_SECRET=${OWN_SECRET}\nLOG_LEVEL=${SECRET}\n`);
      const service = await startService({ ...reachable, ...READS_FILE, PORT: real }, { cwd });
      try {
        const token = jwt.sign(
          { sub: 'u', tenant_id: '0b6ff8a4-58c1-4c0f-9d53-1d3f0f6a7c11', role: 'admin' },
          OWN_SECRET,
          { expiresIn: 60, issuer: 'tickettoken', audience: 'tickettoken-api' },
        );
        const headers = { authorization: `Bearer ${token}` };
        expect((await send(service.url, { path: '/api/v1/integrations', headers })).status).toBe(200);
      } finally {
        await service.stop();
      }
    });

    it('is read by migrate and by token', async () => {
      const cwd = await folderWith(
        `DATABASE_URL=${database.migrationUrl}\nREDIS_URL=redis://x\nJWT_SECRET="${OWN_SECRET}"`,
      );
      const migrated = await runToEnd('migrate.js', READS_FILE, { cwd });
      expect(migrated).toEqual({ code: 0, lines: ['The database is up to date'] });
      const { stdout } = run('token.js', [], {}, cwd);
      expect(jwt.verify(stdout.trim(), OWN_SECRET)).toBeTruthy();
    });

    it.each(['main.js', 'migrate.js', 'token.js'])('that is malformed stops %s', async (script) => {
      const cwd = await folderWith(`PORT=3000\nJWT_SECRET ${SECRET}\n`);
      const { code, lines } = await runToEnd(script, READS_FILE, { cwd });
      expect([code, lines.length]).toEqual([1, 1]);
      expect(lines[0]).toMatch(/\.env, line 2: .*NAME=value/);
      expect(lines[0]).not.toContain(SECRET);
    });

    it('that cannot be read stops the service', async () => {
      const cwd = await mkdtemp(join(folder, 'env-'));
      await mkdir(join(cwd, '.env'));
      const { code, lines } = await runToEnd('main.js', READS_FILE, { cwd });
      expect([code, lines.length]).toEqual([1, 1]);
      expect(lines[0]).toMatch(/\.env cannot be read/);
    });

    it('is left unread where READ_ENV_FILE says so', async () => {
      const { code, lines } = await runToEnd('migrate.js', reachable, { cwd: await folderWith(SECRET) });
      expect({ code, lines }).toEqual({ code: 0, lines: ['The database is up to date'] });
    });
  });

  describe('The service with sample secrets', () => {
    let service: Service;

    beforeAll(async () => {
      service = await startService({ ...reachable, HOST: '', PUBLIC_URL: 'https://hub.example/x/' });
    });
    afterAll(() => service?.stop());

    it('says where it listens: that is this machine, and a warning says so', () => {
      const warnings = service
        .output()
        .split('\n')
        .filter((line) => line.startsWith('Warning'));
      expect(warnings).toEqual([expect.stringMatching(/JWT_SECRET.*sample.*only this machine.*npm run secrets/)]);
      expect(service.output()).toContain(`listens on http://127.0.0.1:${new URL(service.url).port}`);
    });

    it('accepts what token prints, which is a token and nothing else', async () => {
      const { status, stdout, stderr } = run('token.js', ['--role', 'admin'], {}, folder);
      expect([status, stdout.split('\n').length, stderr.split('\n').length]).toEqual([0, 2, 2]);
      const headers = { authorization: `Bearer ${stdout.trim()}` };
      expect((await send(service.url, { path: '/api/v1/admin/queues', headers })).status).toBe(200);
    });

    it('tells what it is at /', async () => {
      const { name, version } = JSON.parse(await readFile('package.json', 'utf8')) as Record<string, string>;
      const { status, body } = await send(service.url, { path: '/' });
      const docs = 'https://hub.example/x/docs';
      expect([status, body]).toEqual([200, { name, version, docs, health: 'https://hub.example/x/health' }]);
    });
  });

  it('secrets writes a .env once, and prints none of it', async () => {
    const cwd = await mkdtemp(join(folder, 'secrets-'));
    const first = run('secrets.js', [], {}, cwd);
    const text = await readFile(join(cwd, '.env'), 'utf8');
    const second = run('secrets.js', [], {}, cwd);
    expect([first.status, second.status, second.stderr.split('\n').length]).toEqual([0, 1, 2]);
    expect(await readFile(join(cwd, '.env'), 'utf8')).toBe(text);
    for (const [, value] of text.matchAll(/=(.{20,})/g)) expect(first.stdout + second.stderr).not.toContain(value);
  });

  it.each([
    ['SANDBOX_PROVIDERS', SECRET],
    ['SANDBOX_STRIPE_PORT', SECRET],
    ['SANDBOX_STRIPE_ACCOUNTS', SECRET],
    ['SANDBOX_SQUARE_ACCOUNTS', '{}'],
  ])('sandbox names %s when it is wrong', (name, value) => {
    const { status, stderr } = run('../sandbox/main.js', [], { [name]: value }, folder);
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`^${name} must [^\\n]+\\n$`));
    expect(stderr).not.toContain(SECRET);
  });

  describe('The service', () => {
    let taken: Server;
    let port: string;

    beforeAll(async () => {
      taken = createServer();
      port = await new Promise<string>((done) => {
        taken.listen(0, '127.0.0.1', () => done(String((taken.address() as { port: number }).port)));
      });
    });
    afterAll(() => void taken?.close());

    it('names PORT when it is in use, before anything is started', async () => {
      await expectRefusal({ PORT: port, HOST: '127.0.0.1' }, /PORT \d+ is in use/, /set PORT to another/);
    });

    it.each(['203.0.113.7', `${SECRET}.invalid`])('names HOST when it cannot be bound: %s', async (HOST) => {
      await expectRefusal({ ...reachable, PORT: '0', HOST }, /HOST cannot be used/, /such as 127\.0\.0\.1/);
    });

    it.each(['file', 'file/below', '/proc/nothing'])(
      'names EMBEDDED_DIR when it cannot be written: %s',
      async (dir) => {
        await writeFile(join(folder, 'file'), '');
        await expectRefusal({ PORT: '0', EMBEDDED_DIR: dir }, /EMBEDDED_DIR cannot be used/, /writable/);
      },
    );

    it.each([
      ['nobody listens', () => `postgres://u:${SECRET}@127.0.0.1:1/d`],
      ['no such host', () => `postgres://u:${SECRET}@${SECRET}.invalid/d`],
      ['wrong password', () => Object.assign(new URL(database.url), { password: SECRET }).href],
      ['no such database', () => Object.assign(new URL(database.url), { pathname: SECRET }).href],
    ])('names DATABASE_URL: %s', async (_, url) => {
      const env = { ...reachable, PORT: '0', DATABASE_URL: url(), DATABASE_BOOT_WAIT_MS: '0' };
      await expectRefusal(env, /DATABASE_URL: .+: .+/);
    });

    it('listens everywhere with secrets of its own, warns of nothing, and names no page that it does not show', async () => {
      const cwd = await mkdtemp(join(folder, 'own-'));
      run('secrets.js', [], {}, cwd);
      const env = { ...reachable, ...READS_FILE, HOST: '', DOCS_ENABLED: 'false' };
      const service = await startService(env, { cwd });
      const { body } = await send(service.url, { path: '/' });
      await service.stop();
      expect(body.docs).toBeNull();
      expect(service.output()).toContain(`listens on http://0.0.0.0:${new URL(service.url).port}`);
      expect(service.output()).not.toContain('Warning');
    });
  });
});
