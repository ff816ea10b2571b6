import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free.port.js';
import { eventually, Tenant } from '../support/tenant.js';

/** Each is logged with a stack trace: that is more than a pipe and the buffer below hold together. */
const FAILURES = 200;
const BUFFER_BYTES = 20_000;

type Output = 'pipe' | number;

/** Its provider cannot be reached, so that every attempt to connect one fails and is logged. */
async function start(database: TestDatabase, output: Output): Promise<{ process: ChildProcess; url: string }> {
  const [port, nobody] = [await freePort(), await freePort()];
  const started = spawn(process.execPath, [resolve('dist/src/main.js')], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      READ_ENV_FILE: 'false',
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'debug',
      LOG_BUFFER_BYTES: String(BUFFER_BYTES),
      SHUTDOWN_GRACE_MS: '0',
      PROVIDER_CALL_TRIES: '1',
      REDIS_URL: process.env.TEST_REDIS_URL,
      REDIS_PREFIX: `test-stdout-${port}`,
      STRIPE_API_BASE_URL: `http://127.0.0.1:${nobody}`,
      ...database.env,
    },
    stdio: ['ignore', output, output],
  });
  return { process: started, url: `http://127.0.0.1:${port}` };
}

describe('A service whose output', () => {
  let database: TestDatabase;
  let service: { process: ChildProcess; url: string } | undefined;

  beforeAll(async () => {
    database = await createDatabase();
  });
  afterEach(() => void service?.process.kill('SIGKILL'));
  afterAll(() => database?.drop());

  const answers = () =>
    eventually(
      () =>
        fetch(`${service?.url}/health/ready`).then(
          ({ status }) => status,
          () => 0,
        ),
      (status) => status === 200,
    );
  const fail = async (count: number) => {
    const tenant = new Tenant(() => service?.url ?? '');
    const body = { provider: 'stripe', credentials: { apiKey: 'sk_test_nobody' } };
    for (let n = 0; n < count; n++) expect((await tenant.call('POST', '/integrations', body)).status).toBe(502);
  };
  const dropped = async () => {
    const text = await (await fetch(`${service?.url}/metrics`)).text();
    const values = text.split('\n').filter((line) => line.startsWith('log_lines_dropped_total{'));
    return values.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
  };
  const stop = async () => {
    const exited = new Promise((done) => service?.process.once('exit', (code, signal) => done(code ?? signal)));
    service?.process.kill('SIGTERM');
    return exited;
  };

  it('is on a full disk goes on', async () => {
    const full = openSync('/dev/full', 'w');
    service = await start(database, full);
    closeSync(full);
    await answers();
    await fail(20);
    expect(await dropped()).toBeGreaterThanOrEqual(20);
    expect([service.process.exitCode, await stop()]).toEqual([null, 0]);
  });

  it('is a pipe whose reader has gone goes on', async () => {
    service = await start(database, 'pipe');
    await answers();
    service.process.stdout?.destroy();
    service.process.stderr?.destroy();
    await fail(20);
    expect(await dropped()).toBeGreaterThanOrEqual(20);
    expect([service.process.exitCode, await stop()]).toEqual([null, 0]);
  });

  it('is a pipe that nobody reads goes on, drops lines, and says so once somebody does', async () => {
    service = await start(database, 'pipe');
    // Node reads ahead unless it is told not to.
    service.process.stdout?.pause();
    service.process.stderr?.pause();
    await answers();
    await fail(FAILURES);
    await eventually(dropped, (count) => count > 0);
    await answers();
    const lines: string[] = [];
    for (const stream of [service.process.stdout!, service.process.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => lines.push(line));
    }
    await eventually(
      async () => {
        await fail(1);
        return lines;
      },
      (all) => all.some((line) => /^\d+ lines of this log were dropped/.test(line)),
    );
    expect([service.process.exitCode, await stop()]).toEqual([null, 0]);
  });
});
