import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeAccess } from '../auth/access.js';
import { PROBLEM_SCHEMAS, problemExample, problemResponse } from '../common/problem.schema.js';
import { operationsOf, type DocumentedOperation, type Operation } from './openapi.operations.js';

type Responses = Operation['responses'];
type Response = Exclude<Responses[string], { $ref: string } | undefined>;

const SIGNED = describeAccess({ kind: 'provider-signed' });
const PROBLEM = 'application/problem+json';

/** Paths of POST requests that accept `Idempotency-Key`. */
const IDEMPOTENT = /^\/api\/v1\/(integrations|sync)(\/|$)/;
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'A repeated request with the same key and body gets the first answer again. Kept for 24 hours.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  example: 'order-4711-attempt-1',
} as const;

const RETRY_AFTER = { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' as const } } };

const INVALID = problemResponse('A parameter or the body is invalid, or a field is unknown.');
const NOT_FOUND = problemResponse('The object does not exist, or it belongs to another tenant.');
const IN_PROGRESS = problemResponse('The first request with this Idempotency-Key is still running.');
const REUSED = problemResponse('This Idempotency-Key was used for another request.');
const TOO_LARGE = problemResponse('The body is too large.');
const MEDIA_TYPE = problemResponse('The content type, charset or content encoding is not accepted.');
const TOO_MANY = {
  ...problemResponse('Too many requests, or a quota of the tenant is used up.'),
  headers: RETRY_AFTER,
};
const AWAY = { ...problemResponse('The service cannot reach its database, or it is stopping.'), headers: RETRY_AFTER };

/** Adds the error responses that routes have in common. Responses that a route documents itself are kept. */
export function documentFailures(document: OpenAPIObject): OpenAPIObject {
  for (const documented of operationsOf(document)) {
    const { operation } = documented;
    operation.security ??= [];
    operation.responses = { ...failuresOf(documented), ...operation.responses };
    if (isIdempotent(documented)) operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
    describe(operation.responses);
  }
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...PROBLEM_SCHEMAS } };
  return document;
}

function failuresOf(documented: DocumentedOperation): Responses {
  const { path, operation } = documented;
  const isApi = path.startsWith('/api/');
  const hasCaller = isApi && (operation.security?.length ?? 0) > 0;
  const isSigned = operation['x-access'] === SIGNED;
  const takesBody = operation.requestBody !== undefined || isSigned;
  return {
    ...(hasCaller && { 400: INVALID, 429: TOO_MANY }),
    ...(path.includes('{') && { 404: NOT_FOUND }),
    ...(isIdempotent(documented) && { 409: IN_PROGRESS, 422: REUSED }),
    ...(takesBody && { 413: TOO_LARGE, 415: MEDIA_TYPE }),
    ...((hasCaller || isSigned) && { 503: AWAY }),
  };
}

function isIdempotent({ method, path }: DocumentedOperation): boolean {
  return method === 'post' && IDEMPOTENT.test(path);
}

function describe(responses: Responses): void {
  for (const [status, response] of Object.entries(responses)) {
    const { content, ...rest } = response as Response;
    (response as Response).description ||= STATUS_CODES[status] ?? '';
    const media = content?.[PROBLEM];
    if (!media || media.example !== undefined) continue;
    // A copy, because several operations share one response object and its schema.
    responses[status] = { ...rest, content: { [PROBLEM]: { ...media, example: problemExample(Number(status)) } } };
  }
}
