import type { OpenAPIObject } from '@nestjs/swagger';
import { describeAccess } from '../auth/access.js';
import type { ProviderDescription } from '../providers/provider.port.js';
import { operationsOf } from './openapi.operations.js';

type Schemes = NonNullable<NonNullable<OpenAPIObject['components']>['securitySchemes']>;

const SIGNED = describeAccess({ kind: 'provider-signed' });

/** How users and services identify themselves. */
const CALLERS: Schemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'For users. A JWT with the claims `sub`, `tenant_id` (UUID), `iss`, `aud`, `exp`, and `role`, `roles` or `permissions`.',
  },
  internal: {
    type: 'apiKey',
    in: 'header',
    name: 'x-internal-service-key',
    description: [
      'For the services of the platform. Each request has these headers:',
      '',
      '- `x-internal-service-key`: the key of the service',
      '- `x-service-name`: its name, for example `ticket-service`',
      '- `x-tenant-id`: UUID of the tenant that it acts for',
      '- `x-request-timestamp`: the time in epoch milliseconds, 13 digits; at most 5 minutes off',
      '- `x-request-nonce`: 16 to 64 URL-safe characters, new for each request',
      '- `x-signature-version`: `2`',
      '- `x-request-signature`: lower-case hex of HMAC-SHA256, by the signing secret of the service, of these lines joined',
      '  by `\\n`: `v2`, service name, timestamp, nonce, method, path and query as sent, tenant, and the lower-case hex of',
      '  the SHA-256 of the raw body (of zero bytes if there is none)',
      '',
      'Version 1 has no version and no nonce. It signs `serviceName:timestamp:METHOD:path`.',
      'docs/api.md has a signed call in bash and in TypeScript.',
    ].join('\n'),
  },
  metrics: { type: 'http', scheme: 'bearer', description: 'The value of METRICS_TOKEN.' },
};

/** Adds the security schemes: those of users and services, and one for each signature of a provider. */
export function documentSecurity(document: OpenAPIObject, providers: readonly ProviderDescription[]): OpenAPIObject {
  const signatures = Object.fromEntries(
    providers.flatMap(({ title, signatures = [] }) =>
      signatures.map(({ header, scheme }) => [
        header,
        { type: 'apiKey' as const, in: 'header' as const, name: header, description: `For ${title}. ${scheme}` },
      ]),
    ),
  );
  document.components = { ...document.components, securitySchemes: { ...CALLERS, ...signatures } };
  for (const { operation } of operationsOf(document)) {
    operation.security ??=
      operation['x-access'] === SIGNED ? Object.keys(signatures).map((name) => ({ [name]: [] })) : [];
  }
  return document;
}
