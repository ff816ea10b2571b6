import { Global, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ProblemFilter } from '../../common/problem.filter.js';
import { Clock } from '../../common/clock.js';
import { CONFIG, loadConfig, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { AuthModule } from '../auth.module.js';
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
  globalPrefix?: string;
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
      ],
      exports: [CONFIG, Clock, Database],
    };
  }
}

@Module({})
class AuthAppModule {}

/**
 * AuthModule behind real HTTP parsing, with a route for each decorator. Real: Nest, Fastify, passport, signatures.
 * Not real: the clock, and PostgreSQL. One at a time: passport keeps its strategies in the process.
 */
export async function startAuthApp({ jwt, internal, globalPrefix }: AuthAppOptions = {}): Promise<AuthApp> {
  const clock = new FixedClock();
  const database = new ReplaysDatabase();
  const config: Partial<Config> = {
    limits: loadConfig({ HTTP_REQUESTS_PER_MINUTE: '1000000000' }).limits,
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
      imports: [Surroundings.of(config, clock, database), AuthModule],
      controllers: [GuardedController, GuardedAdminController],
    },
    new FastifyAdapter(),
    { rawBody: true, logger: false, abortOnError: false },
  );
  app.useGlobalFilters(new ProblemFilter());
  // A parser of Fastify's own, as a module may add one: it keeps no `rawBody`.
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addContentTypeParser('text/x-unkept', { parseAs: 'string' }, (_request, text, done) => done(null, text));
  if (globalPrefix) app.setGlobalPrefix(globalPrefix, { exclude: ['things/open'] });
  await app.init();
  await fastify.ready();
  return { app, clock, database };
}
