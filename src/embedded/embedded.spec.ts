import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';
import { startEmbeddedRedis, type EmbeddedRedis } from './embedded-redis.js';
import { findProcess } from './process-table.js';
import { startOnPort } from './server-launch.js';
import { ServerStartError, type ServerProcess } from './server-process.js';

const CACHE = join(process.cwd(), '.local', 'cache');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embedded-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('startEmbeddedPostgres', () => {
  let postgres: EmbeddedPostgres;

  beforeAll(async () => {
    postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), settings: { work_mem: '5MB' } });
  });

  afterAll(async () => {
    await postgres?.stop();
  });

  const OWNER_SQL = 'SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = current_database()';

  it('gives three logins that row-level security binds, one of which owns the database', async () => {
    const { url, apiUrl, migrationUrl } = postgres;
    const names = [];
    for (const login of [url, apiUrl, migrationUrl]) {
      const [role] = await rows(
        login,
        'SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user',
      );
      const { rolname, ...rights } = role ?? {};
      names.push(rolname);
      expect(Object.values(rights)).toEqual([false, false, false, false]);
    }
    expect(names).toEqual(['integration_worker', 'integration_api', 'integration_owner']);
    expect(await rows(url, OWNER_SQL)).toEqual([{ owner: 'integration_owner' }]);
    expect(new Set([url, apiUrl, migrationUrl].map((login) => new URL(login).password)).size).toBe(3);
  });

  it('commits durably, listens on loopback only and takes settings', async () => {
    // The superuser sees all of them.
    const settings = await rows(
      postgres.adminUrl,
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('fsync', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories', 'work_mem')`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      work_mem: '5120',
    });
  });

  it('asks for the password', async () => {
    const url = new URL(postgres.url);
    url.password = 'wrong';
    await expect(rows(url.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  it('keeps port and committed rows across SIGKILL', async () => {
    await rows(postgres.migrationUrl, 'CREATE TABLE kept AS SELECT 7 AS value');
    const killed = postgres.pid;
    await postgres.kill();
    expect(findProcess(killed)).toBeUndefined();
    await postgres.restart();
    expect(postgres.pid).not.toBe(killed);
    expect(await rows(postgres.migrationUrl, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  it('refuses a second server on the same data, and says who has it', async () => {
    await expect(startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })).rejects.toThrow(
      `process ${postgres.pid}, started by process ${process.pid}`,
    );
  });

  it('hands a database that one login made for itself to the owner', async () => {
    const options = { dataDir: join(folder, 'earlier') };
    const first = await startEmbeddedPostgres(options);
    await rows(first.adminUrl, `CREATE ROLE integration LOGIN PASSWORD 'earlier'`);
    await rows(first.adminUrl, 'ALTER DATABASE integration OWNER TO integration');
    const earlier = Object.assign(new URL(first.url), { username: 'integration', password: 'earlier' }).href;
    await rows(earlier, 'CREATE TABLE kept AS SELECT 7 AS value');
    await rows(earlier, `CREATE FUNCTION kept() RETURNS int LANGUAGE sql AS 'SELECT 7'`);
    await first.stop();

    const second = await startEmbeddedPostgres(options);
    try {
      const owners = `SELECT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relname = 'kept'
        UNION ALL SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE proname = 'kept' UNION ALL ${OWNER_SQL}`;
      const owner = { owner: 'integration_owner' };
      expect(await rows(second.migrationUrl, owners)).toEqual([owner, owner, owner]);
      expect(await rows(second.migrationUrl, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
      await expect(rows(earlier.replace(/:\d+\//, `:${second.port}/`), 'SELECT 1')).rejects.toThrow(
        /not permitted to log in/,
      );
    } finally {
      await second.stop();
    }
  });

  it('fails with the reason from the log when its port is taken', async () => {
    const start = startEmbeddedPostgres({ dataDir: join(folder, 'other'), port: postgres.port });
    await expect(start).rejects.toThrow(/Address already in use/);
  });
});

describe('startEmbeddedRedis', () => {
  let redis: EmbeddedRedis;

  beforeAll(async () => {
    redis = await startEmbeddedRedis({ dataDir: join(folder, 'a redis'), cacheDir: CACHE });
  });

  afterAll(async () => {
    await redis?.stop();
  });

  it('answers on loopback', async () => {
    expect(redis.url).toBe(`redis://127.0.0.1:${redis.port}`);
    expect(await command(redis.port, 'PING')).toEqual(['+PONG']);
  });

  it.each([
    ['appendonly', 'yes'],
    ['appendfsync', 'everysec'],
    ['maxmemory-policy', 'noeviction'],
    ['bind', '127.0.0.1'],
    ['save', ''],
  ])('runs with %s "%s"', async (name, value) => {
    expect((await command(redis.port, `CONFIG GET ${name}`)).at(-1)).toBe(value);
  });

  it('keeps port and data across a restart, and its process is gone after SIGKILL', async () => {
    await command(redis.port, 'SET kept 7');
    await redis.restart();
    expect((await command(redis.port, 'GET kept')).at(-1)).toBe('7');
    const killed = redis.pid;
    await redis.kill();
    expect(findProcess(killed)).toBeUndefined();
    await redis.restart();
    expect((await command(redis.port, 'GET kept')).at(-1)).toBe('7');
  });
});

describe('startOnPort', () => {
  const taken = new ServerStartError('bind: Address already in use');

  it('tries another port when a free one was lost to somebody else', async () => {
    const tried: number[] = [];
    const server = {} as ServerProcess;
    const started = await startOnPort(undefined, async (port) => {
      tried.push(port);
      if (tried.length < 3) throw taken;
      return server;
    });
    expect(started).toEqual({ port: tried[2], server });
    expect(new Set(tried).size).toBe(3);
  });

  it('does not replace a port that was asked for', async () => {
    await expect(startOnPort(5432, () => Promise.reject(taken))).rejects.toBe(taken);
  });
});

async function rows(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The reply's lines, as the protocol has them. */
async function command(port: number, line: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    let reply = '';
    socket.on('error', reject);
    socket.on('data', (chunk) => (reply += chunk.toString()));
    socket.on('close', () => resolve(reply.replace(/\r\n\+OK\r\n$/, '').split('\r\n')));
    socket.write(`${line}\r\nQUIT\r\n`);
  });
}
