import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { send } from '../support/http.client.js';
import { startService } from '../support/service.js';

const MB = 1_048_576;
const YOUNG = /^nodejs_heap_space_size_total_bytes\{space="new"\} (\d+)$/m;

/** V8 knows the flag by its name alone, and a later one may know it no longer: then it says nothing and grows. */
describe('The young generation', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database?.drop());

  const youngGeneration = async (ROLES: string) => {
    const service = await startService({ ...database.env, ROLES });
    const { text } = await send(service.url, { path: '/metrics' });
    await service.stop();
    return Number(YOUNG.exec(text)?.[1]) / MB;
  };

  it.each(['worker', 'worker,scheduler'])('stays small with ROLES=%s', async (roles) => {
    expect(await youngGeneration(roles)).toBeLessThanOrEqual(2);
  });

  it.each(['api', 'api,worker'])('grows with ROLES=%s', async (roles) => {
    expect(await youngGeneration(roles)).toBeGreaterThan(2);
  });
});
