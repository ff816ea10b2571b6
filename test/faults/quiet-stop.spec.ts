import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getQueueToken } from '@nestjs/bull';
import type { Redis } from 'ioredis';
import { createApp } from '../../src/bootstrap/create-app.js';
import { databasePools } from '../../src/bootstrap/database.pools.js';
import { loadConfig } from '../../src/config/config.js';
import { PROVIDER_CONFIGS } from '../../src/providers/providers.list.js';
import { QUEUES } from '../../src/work/queue.table.js';
import { createDatabase } from '../support/database.js';
import { startService } from '../support/service.js';
import { eventually } from '../support/tenant.js';

type Connections = Record<'client' | 'eclient' | 'bclient', Redis>;

describe('A service that is stopped', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'integration-stop-'));
    // What the run has fetched once.
    await symlink(resolve('.local/cache'), join(folder, 'cache'));
  });
  afterAll(async () => {
    if (folder) await rm(folder, { recursive: true });
  });

  it('says so in one line, when it stops the servers that it has started', async () => {
    const service = await startService({
      DATABASE_URL: '',
      REDIS_URL: '',
      REDIS_PREFIX: 'integration',
      EMBEDDED_DIR: folder,
    });
    const before = service.output();
    expect(await service.stop()).toBe(0);
    expect(service.output().slice(before.length).trim()).toBe('integration-service stops (SIGTERM)');
  });

  it('leaves no connection to Redis open, which would print a stack trace for each attempt to find it again', async () => {
    const database = await createDatabase();
    const environment = {
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      ...database.env,
      REDIS_URL: process.env.TEST_REDIS_URL,
      REDIS_PREFIX: `test-${randomUUID()}`,
    };
    const config = loadConfig(environment, PROVIDER_CONFIGS);
    const app = await createApp(config, await databasePools(config));
    await app.init();
    const queues = Object.values(QUEUES).map(({ name }) => app.get<Connections>(getQueueToken(name)));
    const clients = queues.flatMap(({ client, eclient, bclient }) => [client, eclient, bclient]);
    const statuses = async () => clients.map(({ status }) => status);
    await eventually(statuses, (all) => all.every((status) => status === 'ready'));
    await app.close();
    await eventually(statuses, (all) => all.every((status) => status === 'end'), 2_000);
    await database.drop();
  });
});
