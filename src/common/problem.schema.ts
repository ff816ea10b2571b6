import type { ApiResponseOptions, OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_CODES, type ProblemCode } from './problem.codes.js';
import type { Problem } from './problem.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const text = { type: 'string' } as const;
const properties = {
  type: { ...text, description: 'URN of the error. It ends in `code`.' },
  title: { ...text, description: 'Short name of the kind of error, for people.' },
  status: { type: 'integer' as const, description: 'The HTTP status.' },
  detail: { ...text, description: 'What went wrong in this request, for people.' },
  code: {
    ...text,
    enum: [...PROBLEM_CODES],
    description: 'Stable code. Clients branch on it. A later version can add codes.',
  },
  requestId: { ...text, description: 'Quote this id when you report the error.' },
};

/** Components of the OpenAPI document that `problemResponse` refers to. */
export const PROBLEM_SCHEMAS: Schemas = {
  Problem: {
    type: 'object',
    required: Object.keys(properties),
    properties: {
      ...properties,
      errors: {
        type: 'array',
        description: 'The fields that were refused.',
        items: { type: 'object', required: ['field', 'message'], properties: { field: text, message: text } },
      },
      limit: { ...text, description: 'Of `quota_exceeded`: the name of the quota.' },
      value: { type: 'integer', description: 'Of `quota_exceeded`: how many it allows.' },
    },
  },
};

/** The usual code, title and detail of each status. */
const USUAL: Record<number, [code: ProblemCode, title: string, detail: string]> = {
  400: ['validation_failed', 'Validation failed', 'limit: limit must not be greater than 200'],
  401: ['unauthenticated', 'Unauthorized', 'The token has expired'],
  403: ['forbidden', 'Forbidden', 'integrations:write is required'],
  404: ['not_found', 'Not found', 'The object was not found'],
  405: ['method_not_allowed', 'Method not allowed', 'Use GET'],
  408: ['request_timeout', 'Request timeout', 'Request timeout'],
  409: ['idempotency_key_in_progress', 'Conflict', 'The first request with this Idempotency-Key is still running'],
  410: ['cursor_expired', 'Gone', 'This cursor has expired'],
  413: ['payload_too_large', 'Payload too large', 'Request body is too large'],
  414: ['uri_too_long', 'URI too long', 'A parameter of the path is too long'],
  415: ['unsupported_media_type', 'Unsupported media type', 'Send application/json'],
  422: ['idempotency_key_reused', 'Unprocessable', 'This Idempotency-Key was used for another request'],
  429: ['rate_limited', 'Too many requests', 'Too many requests; slow down'],
  431: ['headers_too_large', 'Request header fields too large', 'Request header fields too large'],
  502: ['provider_unavailable', 'The provider is unavailable', 'The provider did not answer in time'],
  503: ['service_unavailable', 'Service unavailable', 'The database is unavailable; try again in 5 s'],
};

/** The usual problem of a status, or the one named by `code` and `detail`. */
export function problemExample(status: number, code?: ProblemCode, detail?: string): Problem {
  const [usualCode, title, usualDetail] = USUAL[status] ?? ['bad_request', 'Request failed', 'Request failed'];
  const named = code ?? usualCode;
  return {
    type: `urn:integration-service:error:${named}`,
    title,
    status,
    detail: detail ?? usualDetail,
    code: named,
    requestId: '6b1f0c1e-6a0c-4f6b-9d0e-2f7f3b1a9c55',
  };
}

/**
 * How the OpenAPI document shows an error.
 * @param example Default: the usual problem of the status
 */
export function problemResponse(description: string, example?: Problem): ApiResponseOptions & { description: string } {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description, content: { 'application/problem+json': { schema, ...(example && { example }) } } };
}
