import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeAccess } from '../auth/access.js';
import { PROBLEM_SCHEMAS, problemExample, problemResponse } from '../common/problem.schema.js';
import { IDEMPOTENCY_KEY, isIdempotent } from './openapi.idempotency.js';
import { operationsOf, type DocumentedOperation, type Operation } from './openapi.operations.js';

type Responses = Operation['responses'];
type Response = Exclude<Responses[string], { $ref: string } | undefined>;

const SIGNED = describeAccess({ kind: 'provider-signed' });
const PROBLEM = 'application/problem+json';

const INVALID = problemResponse('The request is malformed, a parameter or the body is invalid, or a field is unknown.');
const NOT_FOUND = problemResponse('The object does not exist, or it belongs to another tenant.');
const SLOW = problemResponse('The request did not arrive in time.');
const IN_PROGRESS = problemResponse('The first request with this Idempotency-Key is still running.');
const REUSED = problemResponse('This Idempotency-Key was used for another request.');
const TOO_LARGE = problemResponse('The body is too large.');
const TOO_LONG = problemResponse('A parameter of the path is too long.');
const MEDIA_TYPE = problemResponse('The content type, charset or content encoding is not accepted.');
const LARGE_HEADERS = problemResponse('The headers, or the URL, are too large.');
const TOO_MANY = problemResponse('Too many requests, or a quota of the tenant is used up.');
const AWAY = problemResponse('The service cannot reach its database, or it is stopping.');

/** Adds the error responses that routes have in common. Responses that a route documents itself are kept. */
export function documentFailures(document: OpenAPIObject): OpenAPIObject {
  for (const documented of operationsOf(document)) {
    const { operation } = documented;
    const own = operation.responses;
    operation.responses = { ...failuresOf(documented), ...own, ...(own[503] && { 503: orAway(own[503]) }) };
    if (isIdempotent(documented)) operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
    describe(operation.responses);
  }
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...PROBLEM_SCHEMAS } };
  return document;
}

function failuresOf(documented: DocumentedOperation): Responses {
  const { path, method, operation } = documented;
  const isSigned = operation['x-access'] === SIGNED;
  const takesBody = method !== 'get' || operation.requestBody !== undefined;
  const checksCaller = isSigned || (operation.security?.length ?? 0) > 0 || path.includes('/callback');
  return {
    400: INVALID,
    ...(path.includes('{') && { 404: NOT_FOUND, 414: TOO_LONG }),
    ...(isIdempotent(documented) && { 409: IN_PROGRESS, 422: REUSED }),
    ...(takesBody && { 408: SLOW, 413: TOO_LARGE, 415: MEDIA_TYPE }),
    ...(checksCaller && { 429: TOO_MANY }),
    431: LARGE_HEADERS,
    503: AWAY,
  };
}

/** A health report documents a 503 itself, and its process can be stopping too. */
function orAway(response: Responses[string]): Responses[string] {
  const { content, ...rest } = response as Response;
  return { ...rest, content: { ...AWAY.content, ...content } };
}

function describe(responses: Responses): void {
  for (const [status, response] of Object.entries(responses)) {
    const { content, ...rest } = response as Response;
    (response as Response).description ||= STATUS_CODES[status] ?? '';
    const media = content?.[PROBLEM];
    if (!media || media.example !== undefined) continue;
    // A copy, because several operations share one response object and its schema.
    responses[status] = {
      ...rest,
      content: { ...content, [PROBLEM]: { ...media, example: problemExample(Number(status)) } },
    };
  }
}
