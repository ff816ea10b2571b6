import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { documentFailures } from './openapi.failures.js';

const OK = { responses: { 200: { description: 'Fine' } } };
const GUARDED = { ...OK, security: [{ bearer: [] }] };
const BODY = { requestBody: { content: {} } };

describe('documentFailures', () => {
  const documented = (path: string, method: 'get' | 'post', operation: object): OpenAPIObject =>
    documentFailures({
      openapi: '3.0.0',
      info: { title: '', version: '1' },
      paths: { [path]: { [method]: structuredClone(operation) } },
      components: { schemas: { Other: { type: 'string' } } },
    });

  it.each<[string, string, 'get' | 'post', object, string[]]>([
    ['a public route', '/health', 'get', OK, ['200']],
    ['a guarded one', '/api/v1/things', 'get', GUARDED, ['200', '400', '429']],
    ['one of an object', '/api/v1/things/{id}', 'get', GUARDED, ['200', '400', '404', '429']],
    ['one with a body', '/api/v1/things', 'post', { ...GUARDED, ...BODY }, ['200', '400', '413', '415', '429']],
    ['metrics, whose token is no caller', '/metrics', 'get', GUARDED, ['200']],
    [
      'one signed by a provider',
      '/api/v1/hooks/{id}',
      'post',
      { ...OK, 'x-access': "provider's signature" },
      ['200', '404', '413', '415'],
    ],
  ])('gives %s the failures that it can answer with', (_, path, method, operation, statuses) => {
    const document = documented(path, method, operation);
    expect(Object.keys(document.paths[path]?.[method]?.responses ?? {}).toSorted()).toEqual(statuses);
    expect(Object.keys(document.components?.schemas ?? {})).toEqual(['Other', 'Problem']);
  });

  it('leaves what a route says of itself', () => {
    const own = { description: 'Of its own' };
    const document = documented('/api/v1/things', 'get', { ...GUARDED, responses: { 429: own } });
    expect(document.paths['/api/v1/things']?.get?.responses).toMatchObject({ 429: own, 400: expect.anything() });
  });
});
