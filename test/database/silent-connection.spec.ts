import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { isDatabaseUnavailable } from '../../src/database/database.errors.js';
import { endWhenSilent } from '../../src/database/silent-connection.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { elapse } from '../support/fixed.wait.js';
import { patient } from '../support/patience.js';

const SILENCE_MS = patient(400);

/** Between us and PostgreSQL; when it hangs, connections stay and nothing comes through. */
class Line {
  hangs = false;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly target: URL) {
    this.server = createServer((socket) => this.accept(socket));
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return Object.assign(new URL(this.target), { port: String((this.server.address() as AddressInfo).port) }).href;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(ours: Socket): void {
    const theirs = connect(Number(this.target.port), this.target.hostname);
    this.join(ours, theirs);
    this.join(theirs, ours);
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.on('data', (chunk) => this.hangs || to.write(chunk));
    from.on('error', () => undefined);
    from.on('close', () => to.destroy());
  }
}

describe('A connection on which nothing comes', () => {
  let database: TestDatabase;
  let line: Line;
  let pool: pg.Pool;

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(async () => {
    line = new Line(new URL(database.url));
    const onConnect = (client: pg.ClientBase) => endWhenSilent(client, SILENCE_MS);
    pool = new pg.Pool({ connectionString: await line.open(), max: 1, onConnect });
    pool.on('error', () => undefined);
  });
  afterEach(async () => {
    await pool?.end();
    await line?.close();
  });
  afterAll(() => database?.drop());

  const backend = async (): Promise<unknown> => (await pool.query('SELECT pg_backend_pid() AS pid')).rows[0];

  it('is ended while a statement waits, and the next statement has another one', async () => {
    const first = await backend();
    line.hangs = true;
    const asked = performance.now();
    const failure = await pool.query('SELECT 1').catch((error: unknown) => error);
    expect(isDatabaseUnavailable(failure)).toBe(true);
    expect(performance.now() - asked).toBeGreaterThanOrEqual(SILENCE_MS - 50);
    line.hangs = false;
    expect(await backend()).not.toEqual(first);
  });

  it('is kept while nobody asks anything, and within a transaction that thinks', async () => {
    const first = await backend();
    await elapse(SILENCE_MS * 2);
    expect(await backend()).toEqual(first);
    const client = await pool.connect();
    await client.query('BEGIN');
    await elapse(SILENCE_MS * 2);
    await client.query('COMMIT');
    client.release();
    expect(await backend()).toEqual(first);
  });

  it('is ended at the next silence as well, long after the first', async () => {
    await backend();
    await elapse(SILENCE_MS * 2);
    line.hangs = true;
    expect(isDatabaseUnavailable(await pool.query('SELECT 1').catch((error: unknown) => error))).toBe(true);
  });
});
