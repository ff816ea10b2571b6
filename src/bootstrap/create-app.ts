import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { AuthFailures } from '../auth/limits/auth.failures.js';
import { BadRequestError } from '../common/http.errors.js';
import { queryParser } from '../common/http/query.parser.js';
import { ProblemFilter } from '../common/problem.filter.js';
import { validationPipe } from '../common/validation.pipe.js';
import type { Config } from '../config/config.js';
import type { DatabasePools } from '../database/database.pools.js';
import { observeRequests } from '../observability/http.metrics.js';
import { Metrics } from '../observability/metrics.js';
import { ProviderRegistry } from '../providers/providers.registry.js';
import { reportForwardedClients } from './forwarded-clients.js';
import { limitConnections, serverOptions } from './http-server.js';
import { serveDocs } from './openapi.js';
import { responseHeaders } from './response-headers.js';
import { ServiceLogger } from './service.logger.js';
import { clientErrorReply, replyToFrameworkError } from './transport-errors.js';
import { leaveBodiesUnread } from './unread-bodies.js';

const SANE_REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The application, wired and not yet listening. */
export async function createApp(config: Config, pools: DatabasePools): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    genReqId: requestId,
    routerOptions: {
      maxParamLength: 500,
      querystringParser: queryParser(config.limits.REQUEST_MAX_QUERY_PARAMETERS),
    },
    ...serverOptions(config),
    frameworkErrors: replyToFrameworkError,
    clientErrorHandler: clientErrorReply(responseHeaders(config)),
  });
  const logger = new ServiceLogger(config);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, pools), adapter, {
    bodyParser: false,
    logger,
    abortOnError: false,
  });
  logger.strip(
    app
      .get(ProviderRegistry)
      .all()
      .map(({ stripped }) => stripped),
  );
  const fastify = app.getHttpAdapter().getInstance();
  limitConnections(fastify.server, config.limits);
  leaveBodiesUnread(fastify);
  reportForwardedClients(fastify, config);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    // PostgreSQL takes no NUL in text, and nothing of ours is named with one.
    done(request.url.includes('%00') ? new BadRequestError('bad_request', 'The URL holds a NUL') : undefined);
  });
  observeRequests(fastify, app.get(Metrics));
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(app.get(AuthFailures)));
  if (config.docsEnabled) serveDocs(app, config);
  return app;
}

/** The caller's own id, if it is harmless to log and to send back. */
function requestId({ headers }: IncomingMessage | { headers: IncomingMessage['headers'] }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : randomUUID();
}
