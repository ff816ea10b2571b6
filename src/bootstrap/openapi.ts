import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { onSendHookHandler } from 'fastify';
import { pagePolicy } from '../common/content-security-policy.js';
import type { Config } from '../config/config.js';
import { ProviderDto } from '../integrations/dto/provider.dto.js';
import { ProviderRegistry } from '../providers/providers.registry.js';
import type { ProviderPort } from '../providers/provider.port.js';
import { documentEnums } from './openapi.enums.js';
import { documentExamples } from './openapi.examples.js';
import { allowNull } from './openapi.nullable.js';
import { documentFailures } from './openapi.failures.js';
import { documentHeaders } from './openapi.headers.js';
import { documentItems } from './openapi.items.js';
import { operationId } from './openapi.operations.js';
import { documentProvider } from './openapi.provider.js';
import { documentRecords } from './openapi.records.js';
import { documentSecurity } from './openapi.security.js';

const TAGS: Record<string, string> = {
  providers: 'The providers that can be connected, and what each needs.',
  integrations: 'Connected accounts: create, change, test and disconnect them.',
  records: 'The data that was read from connected accounts, in one shape for all providers.',
  sync: 'Runs that read data from providers, their schedules, and batch operations.',
  outbound: 'What the platform pushes to connected accounts, and the rules by which it is sent.',
  webhooks: 'Webhooks that providers send, and the endpoints that receive them.',
  notifications: 'Signed messages that report what happened, the endpoints that receive them, and their deliveries.',
  admin: 'Operations across tenants, for administrators. Every call is recorded in the audit log.',
  health: 'Health, readiness and metrics of the service.',
};

/**
 * Takes about half a second, so it is made when it is asked for.
 * @param providers The examples show the first one.
 */
export function openApiDocument(
  app: NestFastifyApplication,
  config: Config,
  providers: readonly ProviderPort[],
): OpenAPIObject {
  const [first] = providers;
  if (!first) throw new Error('No provider is registered');
  const example = ProviderDto.from(first);
  const builder = new DocumentBuilder()
    .setTitle('integration-service')
    .setDescription(
      'Connects accounts at third parties, reads their data by sync and by webhook, and serves it in one shape. ' +
        'Lists are paged: pass `nextCursor` of one page as `cursor` of the next. Errors are problem details (RFC 9457).',
    )
    .setVersion('1')
    .addServer('/', 'The address of this page')
    .addServer(config.publicUrl);
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory: operationId });
  document.info.license = { name: 'Proprietary' };
  const descriptions = providers.map((provider) => provider.describe());
  documentFailures(document);
  documentSecurity(document, descriptions);
  documentProvider(document, example);
  documentEnums(document, descriptions);
  allowNull(document);
  documentRecords(document, providers);
  documentItems(document);
  documentHeaders(document);
  return documentExamples(document);
}

/** Paths that Swagger UI answers with HTML. Its other files and `/docs-json` are data. */
const PAGES = new Set(['/docs', '/docs/', '/docs/index.html']);

/** Serves `/docs` and `/docs-json`. */
export function serveDocs(app: NestFastifyApplication, config: Config): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      if (PAGES.has(route.url)) route.onSend = allowPage;
    });
  SwaggerModule.setup('docs', app, () => openApiDocument(app, config, app.get(ProviderRegistry).all()), {
    jsonDocumentUrl: 'docs-json',
    customSiteTitle: 'integration-service',
    // No badge from validator.swagger.io, and no bar with Swagger's logo, because the bar needs an inline style.
    swaggerOptions: { validatorUrl: null, layout: 'BaseLayout' },
  });
}

const allowPage: onSendHookHandler = (_request, reply, payload, done) => {
  reply.header('content-security-policy', pagePolicy(typeof payload === 'string' ? payload : undefined));
  done(null, payload);
};
