import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { startService } from '../support/service.js';
import { eventually } from '../support/tenant.js';

/** Loaded before the service: on a signal, a promise is rejected that nobody handles. */
const plant = (error: string) =>
  `--import=data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { Promise.reject(${error}); });`)}`;

describe('A rejection that nobody handles', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database?.drop());

  it.each([
    ['a defect', `new TypeError('planted')`],
    ['one that only sounds like Redis', `Object.assign(new Error('NOAUTH planted'), { name: 'ReplyError' })`],
    ['one that only sounds like PostgreSQL', `Object.assign(new Error('planted'), { code: '57P01' })`],
  ])('ends the process with its stack: %s', async (_, error) => {
    const service = await startService({ DATABASE_URL: database.url, NODE_OPTIONS: plant(error) });
    const exited = once(service.process, 'exit');
    service.process.kill('SIGUSR2');
    expect(await exited).toEqual([1, null]);
    await eventually(
      async () => service.output(),
      (text) => /planted[^]*\n\s+at /.test(text),
      5_000,
    );
  });
});
