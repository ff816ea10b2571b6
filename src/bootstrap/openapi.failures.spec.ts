import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { documentFailures } from './openapi.failures.js';

const OK = { responses: { 200: { description: 'Fine' } } };
const GUARDED = { ...OK, security: [{ bearer: [] }] };
const BODY = { requestBody: { content: {} } };
const WITH_BODY = ['200', '400', '408', '413', '415', '429', '431', '503'];

describe('documentFailures', () => {
  const documented = (path: string, method: 'get' | 'post', operation: object): OpenAPIObject =>
    documentFailures({
      openapi: '3.0.0',
      info: { title: '', version: '1' },
      paths: { [path]: { [method]: structuredClone(operation) } },
      components: { schemas: { Other: { type: 'string' } } },
    });

  it.each<[string, string, 'get' | 'post', object, string[]]>([
    ['a public route', '/health', 'get', OK, ['200', '400', '431', '503']],
    ['a guarded one', '/api/v1/things', 'get', GUARDED, ['200', '400', '429', '431', '503']],
    ['one of an object', '/api/v1/things/{id}', 'get', GUARDED, ['200', '400', '404', '414', '429', '431', '503']],
    ['one with a body', '/api/v1/things', 'post', { ...GUARDED, ...BODY }, WITH_BODY],
    ['one whose body is empty', '/api/v1/things', 'post', GUARDED, WITH_BODY],
    ['one that takes Idempotency-Key', '/api/v1/sync', 'post', GUARDED, [...WITH_BODY, '409', '422'].toSorted()],
    [
      'one signed by a provider',
      '/api/v1/hooks/{id}',
      'post',
      { ...OK, 'x-access': "provider's signature" },
      ['200', '400', '404', '408', '413', '414', '415', '429', '431', '503'],
    ],
  ])('gives %s the failures that it can answer with', (_, path, method, operation, statuses) => {
    const document = documented(path, method, operation);
    expect(Object.keys(document.paths[path]?.[method]?.responses ?? {}).toSorted()).toEqual(statuses);
    expect(Object.keys(document.components?.schemas ?? {})).toEqual(['Other', 'Problem']);
  });

  it('shows each failure by an example of its status', () => {
    const responses = documented('/api/v1/things', 'get', GUARDED).paths['/api/v1/things']?.get?.responses;
    expect(responses).toMatchObject({
      400: { content: { 'application/problem+json': { example: { status: 400, code: 'validation_failed' } } } },
      503: { content: { 'application/problem+json': { example: { status: 503, code: 'service_unavailable' } } } },
    });
  });

  it('documents Idempotency-Key where it is taken', () => {
    const taken = documented('/api/v1/sync', 'post', GUARDED).paths['/api/v1/sync']?.post?.parameters;
    const ignored = documented('/api/v1/admin/cleanup', 'post', GUARDED).paths['/api/v1/admin/cleanup']?.post
      ?.parameters;
    expect([taken?.length, ignored]).toEqual([1, undefined]);
  });

  it('leaves what a route says of itself', () => {
    const own = { description: 'Its own' };
    const document = documented('/api/v1/things', 'get', { ...GUARDED, responses: { 429: own } });
    expect(document.paths['/api/v1/things']?.get?.responses).toMatchObject({ 429: own, 400: expect.anything() });
  });
});
