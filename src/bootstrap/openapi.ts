import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { Config } from '../config/config.js';

export function openApiDocument(app: NestFastifyApplication, config: Config): OpenAPIObject {
  const options = new DocumentBuilder()
    .setTitle('integration-service')
    .setDescription(
      'Connects accounts at third parties, brings their data in by sync and by webhook, and reads it back in one shape.',
    )
    .setVersion('1')
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
  return SwaggerModule.createDocument(app, options);
}

/** `/docs` and `/docs-json`. */
export function serveDocs(app: NestFastifyApplication, config: Config): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app, config), {
    jsonDocumentUrl: 'docs-json',
    customSiteTitle: 'integration-service',
  });
}
