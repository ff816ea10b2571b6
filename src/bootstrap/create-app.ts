import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { AuthFailures } from '../auth/limits/auth.failures.js';
import { BadRequestError, UnavailableError } from '../common/http.errors.js';
import { queryParser } from '../common/http/query.parser.js';
import { Lifecycle } from '../common/lifecycle.js';
import { ProblemFilter } from '../common/problem.filter.js';
import { validationPipe } from '../common/validation.pipe.js';
import type { Config } from '../config/config.js';
import type { DatabasePools } from '../database/database.pools.js';
import { observeRequests } from '../observability/http.metrics.js';
import { AccessLog } from '../observability/log/access.log.js';
import { PinoLogger } from '../observability/log/pino.logger.js';
import { StructuredLog } from '../observability/log/structured.log.js';
import { Metrics } from '../observability/metrics.js';
import { ProviderRegistry } from '../providers/providers.registry.js';
import { reportForwardedClients } from './forwarded-clients.js';
import { limitConnections, serverOptions } from './http-server.js';
import { serveDocs } from './openapi.js';
import { responseHeaders } from './response-headers.js';
import { clientErrorReply, replyToFrameworkError } from './transport-errors.js';
import { leaveBodiesUnread } from './unread-bodies.js';

/** Seconds. By then the load balancer no longer sends requests to this process. */
const RETRY_AFTER_CLOSING = 1;
const SANE_REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Creates the application. It does not listen yet. */
export async function createApp(config: Config, pools: DatabasePools): Promise<NestFastifyApplication> {
  const lifecycle = new Lifecycle();
  const adapter = new FastifyAdapter({
    genReqId: requestId,
    routerOptions: {
      maxParamLength: 500,
      querystringParser: queryParser(config.limits.REQUEST_MAX_QUERY_PARAMETERS),
    },
    ...serverOptions(config, lifecycle),
    frameworkErrors: replyToFrameworkError,
    clientErrorHandler: clientErrorReply(responseHeaders(config)),
  });
  const logger = new PinoLogger(config);
  StructuredLog.writeTo(logger);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, pools, lifecycle), adapter, {
    bodyParser: false,
    logger,
    abortOnError: false,
  });
  const providers = app.get(ProviderRegistry).all();
  logger.strip((text) => providers.reduce((line, { stripped }) => stripped.json(line), text));
  const fastify = app.getHttpAdapter().getInstance();
  limitConnections(fastify.server, config.limits);
  leaveBodiesUnread(fastify);
  reportForwardedClients(fastify, config);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    if (lifecycle.isClosing) return done(new UnavailableError('This process', undefined, RETRY_AFTER_CLOSING));
    // PostgreSQL does not store NUL in text, and no object of this service has a NUL in its name.
    done(
      request.url.includes('%00') ? new BadRequestError('The URL contains a NUL character', 'bad_request') : undefined,
    );
  });
  observeRequests(fastify, app.get(Metrics));
  new AccessLog(config.limits).observe(fastify);
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(app.get(AuthFailures)));
  if (config.docsEnabled) serveDocs(app, config);
  return app;
}

/** The caller's own request id, if it is safe to log and to return. Otherwise a new one. */
function requestId({ headers }: IncomingMessage | { headers: IncomingMessage['headers'] }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : randomUUID();
}
