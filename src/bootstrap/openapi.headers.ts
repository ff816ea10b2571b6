import type { OpenAPIObject } from '@nestjs/swagger';
import { isIdempotent } from './openapi.idempotency.js';
import { operationsOf, type Operation } from './openapi.operations.js';

type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;
interface Response {
  headers?: Record<string, object>;
}

const HEADERS: Headers = {
  RequestId: {
    description: 'Id of the request, for logs and support: the one that the caller sent, or a new one.',
    schema: { type: 'string' },
    example: '6b1f0c1e-6a0c-4f6b-9d0e-2f7f3b1a9c55',
  },
  RetryAfter: { description: 'Seconds to wait before the next attempt.', schema: { type: 'integer' }, example: 5 },
  IdempotentReplayed: {
    description: '`true`: this is the first answer to the same Idempotency-Key again.',
    schema: { type: 'string', enum: ['true'] },
    example: 'true',
  },
  Allow: { description: 'Methods that are allowed.', schema: { type: 'string' }, example: 'GET' },
  Location: { description: 'Where the browser goes next.', schema: { type: 'string', format: 'uri' } },
};

const headerReference = (name: string) => ({ $ref: `#/components/headers/${name}` });

/** Documents the headers of each response. */
export function documentHeaders(document: OpenAPIObject): OpenAPIObject {
  document.components = { ...document.components, headers: HEADERS };
  for (const documented of operationsOf(document)) {
    const { responses } = documented.operation;
    for (const [status, response] of Object.entries(responses)) {
      // A copy, because several operations share one response object.
      const own = headersOf(status, isIdempotent(documented));
      const { headers } = response as Response;
      responses[status] = { ...response, headers: { ...own, ...headers } } as Operation['responses'][string];
    }
  }
  return document;
}

function headersOf(status: string, idempotent: boolean): Record<string, object> {
  return {
    'x-request-id': headerReference('RequestId'),
    ...(['429', '502', '503'].includes(status) && { 'Retry-After': headerReference('RetryAfter') }),
    ...(status === '405' && { Allow: headerReference('Allow') }),
    ...(status === '302' && { Location: headerReference('Location') }),
    ...(idempotent &&
      Number(status) < 500 &&
      status !== '429' && {
        'Idempotent-Replayed': headerReference('IdempotentReplayed'),
      }),
  };
}
