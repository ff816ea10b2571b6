import { Global, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { RefusedLogins } from '../../audit/refused.logins.js';
import { ProblemFilter } from '../../common/problem.filter.js';
import { Clock } from '../../common/clock.js';
import { RequestBodies } from '../../common/http/request.bodies.js';
import { RequestInput } from '../../common/http/request.input.js';
import { queryParser } from '../../common/http/query.parser.js';
import { CONFIG, loadConfig, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { AuthApiModule } from '../auth-api.module.js';
import { WebhookVerification } from '../guards/webhook.verifier.js';
import { AuthFailures } from '../limits/auth.failures.js';
import { FixedClock } from './fixed.clock.js';
import { GuardedAdminController, GuardedController } from './guarded.controllers.js';
import { ReplaysDatabase } from './replays.database.js';

export const JWT_SECRET = 'test-jwt-secret-of-more-than-32-bytes-0001';
export const SHARED_KEY = 'test-shared-key';
export const SHARED_SECRET = 'test-shared-secret';

export interface AuthApp {
  app: NestFastifyApplication;
  clock: FixedClock;
  database: ReplaysDatabase;
}

export interface AuthAppOptions {
  jwt?: Partial<Config['jwt']>;
  internal?: Partial<Config['internal']>;
  limits?: Record<string, string>;
  globalPrefix?: string;
  /** Whether a module verifies webhooks. That module accepts every signature. */
  verifiesWebhooks?: boolean;
}

@Global()
@Module({})
class Surroundings {
  static of(config: Partial<Config>, clock: Clock, database: ReplaysDatabase): DynamicModule {
    return {
      module: Surroundings,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Clock, useValue: clock },
        { provide: Database, useValue: database },
        { provide: RefusedLogins, useValue: { refused: () => undefined } },
        RequestBodies,
        RequestInput,
      ],
      exports: [CONFIG, Clock, Database, RefusedLogins, RequestBodies, RequestInput],
    };
  }
}

@Module({})
class AuthAppModule {}

/**
 * Starts AuthModule behind a real HTTP server, with a route for each decorator. Nest, Fastify, passport and signatures
 * are real; the clock and PostgreSQL are not. Start one at a time, because passport keeps its strategies per process.
 */
export async function startAuthApp({
  jwt,
  internal,
  limits,
  globalPrefix,
  verifiesWebhooks = true,
}: AuthAppOptions = {}): Promise<AuthApp> {
  const clock = new FixedClock();
  const database = new ReplaysDatabase();
  const config: Partial<Config> = {
    roles: ['api'],
    limits: loadConfig({
      HTTP_REQUESTS_PER_MINUTE: '1000000000',
      HTTP_TENANT_REQUESTS_PER_MINUTE: '1000000000',
      AUTH_FAILURES_PER_MINUTE: '1000000000',
      ...limits,
    }).limits,
    jwt: {
      algorithm: 'HS256',
      secrets: [JWT_SECRET],
      issuers: ['tickettoken'],
      audiences: ['tickettoken-api'],
      ...jwt,
    },
    internal: {
      sharedKey: SHARED_KEY,
      sharedSecret: SHARED_SECRET,
      credentials: new Map(),
      minVersion: 1,
      ...internal,
    },
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    {
      module: AuthAppModule,
      imports: [Surroundings.of(config, clock, database), AuthApiModule],
      controllers: [GuardedController, GuardedAdminController],
    },
    new FastifyAdapter({ routerOptions: { querystringParser: queryParser(50) } }),
    { bodyParser: false, logger: false, abortOnError: false },
  );
  app.useGlobalFilters(new ProblemFilter(app.get(AuthFailures)));
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHttpMethod('POST', { hasBody: false, overrideExisting: true });
  fastify.addHttpMethod('DELETE', { hasBody: false, overrideExisting: true });
  if (globalPrefix) app.setGlobalPrefix(globalPrefix, { exclude: ['things/open'] });
  if (verifiesWebhooks) app.get(WebhookVerification).fill({ verify: async () => undefined });
  await app.init();
  await fastify.ready();
  return { app, clock, database };
}
