import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schemaCheck, type SchemaCheck } from '../support/schema.check.js';
import { startWorld, type World } from '../support/world.js';

interface Media {
  schema?: object;
  example?: unknown;
}
interface Body {
  description?: string;
  content?: Record<string, Media>;
}
interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: object[];
  requestBody?: Body;
  responses: Record<string, Body>;
}
interface Document {
  tags: { name: string; description: string }[];
  components: object;
  paths: Record<string, Record<string, Operation>>;
}

const PROBLEM = 'application/problem+json';
const IDEMPOTENT = /^\/api\/v1\/(integrations|sync)(\/|$)/;

describe('The OpenAPI document', () => {
  let world: World;
  let document: Document;
  let check: SchemaCheck;
  let operations: { name: string; method: string; path: string; operation: Operation }[];

  beforeAll(async () => {
    world = await startWorld();
    document = (await (await fetch(`${world.service.url}/docs-json`)).json()) as Document;
    check = schemaCheck(document.components);
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, method, path, operation })),
    );
  });
  afterAll(() => world?.end());

  const failing = (test: (operation: (typeof operations)[number]) => boolean) =>
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
      (path, _, { security }) => path.startsWith('/api/') && Boolean(security?.length),
      [400, 401, 403, 429, 503],
    ],
    ['an object', (path) => path.includes('{'), [404]],
    ['a body', (_, __, { requestBody }) => requestBody !== undefined, [413, 415]],
    ['idempotent', (path, method) => method === 'post' && IDEMPOTENT.test(path), [409, 422]],
  ])('names the errors of an operation (%s)', (_, applies, statuses) => {
    const affected = operations.filter(({ path, method, operation }) => applies(path, method, operation));
    expect(affected.length).toBeGreaterThan(5);
    for (const { operation, name } of affected) {
      const documented = Object.keys(operation.responses);
      expect([name, statuses.filter((status) => !documented.includes(String(status)))]).toEqual([name, []]);
    }
  });
});
