import { beforeAll, describe, expect, it } from '@jest/globals';
import { PROBLEM_CODES } from '../../src/common/problem.codes.js';
import {
  builtDocument,
  operationsOf,
  type DocumentedOperation,
  type OpenApiDocument,
  type Operation,
} from '../support/openapi.document.js';
import { schemaCheck, type SchemaCheck } from '../support/schema.check.js';
import { FREE_FORM } from './openapi.free-form.js';
import { freeFormIn } from './openapi.walk.js';

const PROBLEM = 'application/problem+json';
const IDEMPOTENT = /^\/api\/v1\/(integrations|sync|notifications)(\/|$)/;

describe('The OpenAPI document', () => {
  let document: OpenApiDocument;
  let check: SchemaCheck;
  let operations: DocumentedOperation[];

  beforeAll(() => {
    document = builtDocument();
    check = schemaCheck(document.components);
    operations = operationsOf(document);
  });

  const failing = (test: (operation: DocumentedOperation) => boolean) =>
    operations.filter((operation) => !test(operation)).map(({ name }) => name);
  const bodies = () =>
    operations.flatMap(({ name, operation }) =>
      Object.entries({ request: operation.requestBody, ...operation.responses }).flatMap(([kind, body]) =>
        Object.entries(body?.content ?? {}).map(([type, media]) => ({ name: `${name} ${kind} ${type}`, media })),
      ),
    );

  it('has a short imperative summary and an id for every operation', () => {
    expect(operations.length).toBeGreaterThan(50);
    expect(failing(({ operation }) => /^[A-Z][^.]{3,60}$/.test(operation.summary ?? ''))).toEqual([]);
    expect(failing(({ operation }) => /^[a-z]\w*\.\w+$/.test(operation.operationId))).toEqual([]);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  it('describes the tag of every operation, and says how its caller authenticates', () => {
    const described = new Set(document.tags.filter(({ description }) => description).map(({ name }) => name));
    expect(failing(({ operation }) => operation.tags?.every((tag) => described.has(tag)) ?? false)).toEqual([]);
    expect(failing(({ operation }) => operation.security !== undefined)).toEqual([]);
  });

  it('has an example of every body', () => {
    expect(bodies().length).toBeGreaterThan(300);
    expect(bodies().flatMap(({ name, media }) => (media.example === undefined ? [name] : []))).toEqual([]);
  });

  it('has only examples that its schemas accept', () => {
    const refused = bodies().map(({ name, media }) => [name, check(media.schema ?? {}, media.example)]);
    expect(refused.filter(([, problem]) => problem)).toEqual([]);
  });

  it('has examples of errors with the status that they stand for', () => {
    const wrong = failing(({ operation }) =>
      Object.entries(operation.responses).every(([status, { content }]) => {
        const example = content?.[PROBLEM]?.example as { status?: number } | undefined;
        return !content?.[PROBLEM] || String(example?.status) === status;
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('describes every answer', () => {
    expect(failing(({ operation }) => Object.values(operation.responses).every((body) => body.description))).toEqual(
      [],
    );
  });

  it.each<[string, (path: string, method: string, operation: Operation) => boolean, number[]]>([
    [
      'guarded',
      (path, _, { responses }) =>
        path.startsWith('/api/') && responses[403] !== undefined && !path.includes('callback'),
      [400, 401, 403, 429, 503],
    ],
    ['any', () => true, [400, 431, 503]],
    ['an object', (path) => path.includes('{'), [404, 414]],
    ['a body', (_, method) => method !== 'GET', [408, 413, 415]],
    ['idempotent', (path, method) => method === 'POST' && IDEMPOTENT.test(path), [409, 422]],
  ])('names the errors of an operation (%s)', (_, applies, statuses) => {
    const affected = operations.filter(({ path, method, operation }) => applies(path, method, operation));
    expect(affected.length).toBeGreaterThan(5);
    for (const { operation, name } of affected) {
      const documented = Object.keys(operation.responses);
      expect([name, statuses.filter((status) => !documented.includes(String(status)))]).toEqual([name, []]);
    }
  });

  it('allows any value only where it is listed with a reason', () => {
    const found = freeFormIn(document);
    const reasons = Object.values(FREE_FORM);
    expect(found.filter((path) => !reasons.some((reason) => reason.test(path)))).toEqual([]);
    expect(reasons.filter((reason) => !found.some((path) => reason.test(path)))).toEqual([]);
  });

  it('has a component for each type of record, which `type` selects', () => {
    const { oneOf, discriminator } = document.components.schemas.RecordDto as {
      oneOf: { $ref: string }[];
      discriminator: { propertyName: string; mapping: Record<string, string> };
    };
    expect(discriminator.propertyName).toBe('type');
    expect(Object.values(discriminator.mapping)).toEqual(oneOf.map(({ $ref }) => $ref));
    const types = document.components.schemas.ProviderDto?.properties as { syncTypes: { items: { enum: string[] } } };
    expect(['all', ...Object.keys(discriminator.mapping)]).toEqual(types.syncTypes.items.enum);
    for (const [type, reference] of Object.entries(discriminator.mapping)) {
      const record = document.components.schemas[reference.slice('#/components/schemas/'.length)];
      expect(record?.properties).toMatchObject({
        type: { enum: [type] },
        data: { $ref: expect.stringMatching(/^#\/components\/schemas\/\w+Shape$/) },
      });
    }
  });

  it('lists the codes of all problems', () => {
    expect(document.components.schemas.Problem?.properties).toMatchObject({ code: { enum: PROBLEM_CODES } });
  });

  it('says how each kind of caller signs', () => {
    const used = new Set(operations.flatMap(({ operation }) => (operation.security ?? []).flatMap(Object.keys)));
    const described = Object.entries(document.components.securitySchemes).filter(
      ([, scheme]) => 'description' in scheme,
    );
    expect(described.map(([name]) => name).sort()).toEqual([...used].sort());
    expect([...used]).toEqual(expect.arrayContaining(['bearer', 'internal', 'stripe-signature']));
  });

  it('documents the headers of every response', () => {
    const responses = operations.flatMap(({ name, operation }) =>
      Object.entries(operation.responses).map(([status, { headers = {} }]) => ({ name, status, headers })),
    );
    const lacking = (header: string, statuses: readonly string[]) =>
      responses.filter(({ status, headers }) => statuses.includes(status) && !(header in headers));
    expect(responses.filter(({ headers }) => !('x-request-id' in headers))).toEqual([]);
    expect(lacking('Retry-After', ['429', '503'])).toEqual([]);
  });
});
