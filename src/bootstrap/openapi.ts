import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { onSendHookHandler } from 'fastify';
import { pagePolicy } from '../common/content-security-policy.js';
import type { Config } from '../config/config.js';
import { documentFailures } from './openapi.failures.js';

export function openApiDocument(app: NestFastifyApplication, config: Config): OpenAPIObject {
  const options = new DocumentBuilder()
    .setTitle('integration-service')
    .setDescription(
      'Connects accounts at third parties, brings their data in by sync and by webhook, and reads it back in one shape.',
    )
    .setVersion('1')
    .addServer('/', 'The address of this page')
    .addServer(config.publicUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addApiKey(
      {
        type: 'apiKey',
        in: 'header',
        name: 'x-internal-service-key',
        description: 'With x-service-name, x-tenant-id, x-request-timestamp and x-request-signature',
      },
      'internal',
    )
    .build();
  return documentFailures(SwaggerModule.createDocument(app, options));
}

/** What Swagger UI answers with HTML. Its files, and `/docs-json`, are data. */
const PAGES = new Set(['/docs', '/docs/', '/docs/index.html']);

/** `/docs` and `/docs-json`. */
export function serveDocs(app: NestFastifyApplication, config: Config): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      if (PAGES.has(route.url)) route.onSend = allowPage;
    });
  SwaggerModule.setup('docs', app, () => openApiDocument(app, config), {
    jsonDocumentUrl: 'docs-json',
    customSiteTitle: 'integration-service',
    // No badge from validator.swagger.io, and no bar with Swagger's logo, which brings an inline style along.
    swaggerOptions: { validatorUrl: null, layout: 'BaseLayout' },
  });
}

const allowPage: onSendHookHandler = (_request, reply, payload, done) => {
  reply.header('content-security-policy', pagePolicy(typeof payload === 'string' ? payload : undefined));
  done(null, payload);
};
