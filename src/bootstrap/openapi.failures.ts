import type { OpenAPIObject } from '@nestjs/swagger';
import { describeAccess } from '../auth/access.js';
import { PROBLEM_SCHEMAS, problemResponse } from '../common/problem.schema.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { 'x-access'?: string };

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
const SIGNED = describeAccess({ kind: 'provider-signed' });

const INVALID = problemResponse('A parameter or the body is invalid, or a field is unknown');
const NOT_FOUND = problemResponse('There is no such object, or it belongs to another tenant');
const TOO_LARGE = problemResponse('The body is too large');
const MEDIA_TYPE = problemResponse('The content type, charset or content encoding is not accepted');
const TOO_MANY = {
  ...problemResponse('Too many requests, or a limit of the tenant'),
  headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } },
};

/** Adds the failures that routes have in common. What a route documents itself stays. */
export function documentFailures(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation: Operation | undefined = item[method];
      if (operation) operation.responses = { ...failuresOf(path, operation), ...operation.responses };
    }
  }
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...PROBLEM_SCHEMAS } };
  return document;
}

function failuresOf(path: string, operation: Operation): Operation['responses'] {
  const hasCaller = (operation.security?.length ?? 0) > 0 && path.startsWith('/api/');
  const takesBody = operation.requestBody !== undefined || operation['x-access'] === SIGNED;
  return {
    ...(hasCaller && { 400: INVALID, 429: TOO_MANY }),
    ...(path.includes('{') && { 404: NOT_FOUND }),
    ...(takesBody && { 413: TOO_LARGE, 415: MEDIA_TYPE }),
  };
}
