import { jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { loadConfig } from '../../../src/config/config.js';
import { providerConfig } from '../../../src/config/provider.config.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { leaveUnchecked } from '../../support/document.check.js';
import { freePort } from '../../support/free.port.js';

const config = providerConfig({ name: 'standin', variables: {}, secrets: [], settings: () => ({}) });

export interface StandInService {
  url: string;
  database: TestDatabase;
  end(): Promise<void>;
}

/** The service in this process, with the stand-in as its only provider. */
export async function startWithStandIn(env: Record<string, string>): Promise<StandInService> {
  leaveUnchecked();
  const load = () => import('./stand-in.provider.js');
  jest.unstable_mockModule('../../../src/providers/providers.list.js', () => ({
    PROVIDERS: [{ name: 'standin', config, load }],
    PROVIDER_CONFIGS: [config],
  }));
  const [database, port] = [await createDatabase(), await freePort()];
  const { createApp } = await import('../../../src/bootstrap/create-app.js');
  const { databasePools } = await import('../../../src/bootstrap/database.pools.js');
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    PORT: String(port),
    PUBLIC_URL: url,
    ...database.env,
    REDIS_URL: process.env.TEST_REDIS_URL,
    REDIS_PREFIX: `test-${randomUUID()}`,
    ...env,
  };
  const loaded = loadConfig(environment, [config]);
  const app: NestFastifyApplication = await createApp(loaded, await databasePools(loaded));
  await app.listen(port, '127.0.0.1');
  const end = async () => {
    await app.close();
    await database.drop();
  };
  return { url, database, end };
}
