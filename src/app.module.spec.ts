import { describe, expect, it } from '@jest/globals';
import { getQueueToken } from '@nestjs/bull';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { WebhookGuard } from './auth/guards/webhook.guard.js';
import { Lifecycle } from './common/lifecycle.js';
import { loadConfig, type Role } from './config/config.js';
import { IntegrationsController } from './integrations/integrations.controller.js';
import { DueTokensRefresher } from './integrations/connections/due-tokens.refresher.js';
import { PROVIDER_CONFIGS } from './providers/providers.list.js';
import { RunService } from './sync/runs/run.service.js';
import { NormalProcessor } from './sync/processors/normal.processor.js';
import { QUEUES } from './work/queue.table.js';

const pool = { url: 'postgres://127.0.0.1:1/none', poolSize: 1, statementTimeoutMs: 0, applicationName: 'spec' };

/** Every provider of a process made, none started: neither PostgreSQL nor Redis is asked for anything. */
async function modulesOf(...roles: Role[]) {
  const environment = { NODE_ENV: 'test', ROLES: roles.join(','), REDIS_URL: 'redis://127.0.0.1:1' };
  const config = loadConfig(environment, PROVIDER_CONFIGS);
  const crossing = roles.some((role) => role !== 'api') ? pool : null;
  const app = AppModule.with(config, { main: pool, crossing, admin: pool }, new Lifecycle());
  const builder = Test.createTestingModule({ imports: [app] })
    .overrideProvider(DataSource)
    .useValue({});
  for (const { name } of Object.values(QUEUES)) builder.overrideProvider(getQueueToken(name)).useValue({});
  const made = await builder.compile();
  return (type: abstract new (...args: never[]) => unknown) => {
    try {
      return made.get(type, { strict: false }) !== undefined;
    } catch {
      return false;
    }
  };
}

describe('A process', () => {
  it.each<[Role[], boolean, boolean, boolean]>([
    [['api'], true, false, false],
    [['worker'], false, true, false],
    [['scheduler'], false, false, true],
    [['api', 'worker', 'scheduler'], true, true, true],
  ])('with the roles %j loads their modules', async (roles, api, worker, scheduler) => {
    const has = await modulesOf(...roles);
    expect([has(RunService), has(WebhookGuard)]).toEqual([true, true]);
    expect([has(IntegrationsController), has(NormalProcessor), has(DueTokensRefresher)]).toEqual([
      api,
      worker,
      scheduler,
    ]);
  });
});
