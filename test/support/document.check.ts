import {
  builtDocument,
  operationsOf,
  type DocumentedOperation,
  type OpenApiDocument,
  type Operation,
} from './openapi.document.js';
import { schemaCheck, type SchemaCheck } from './schema.check.js';

export interface ReceivedAnswer {
  method: string;
  /** Path and query, as sent. */
  path: string;
  status: number;
  contentType: string | null | undefined;
  text: string;
}

/** Other paths belong to other servers, such as the sandboxes. */
const OF_THE_SERVICE = /^\/(api\/v1\/|health|metrics)/;

interface Checked {
  operations: { pattern: RegExp; documented: DocumentedOperation }[];
  check: SchemaCheck;
}

/** Made when the first answer is checked, once in a worker. */
let built: Checked | undefined;
let isChecking = true;

/**
 * Checks that the answer has a documented status and a documented body, without further fields. Every client of the tests
 * calls it, so each test also checks the document.
 * @throws Error
 */
export function assertDocumented(answer: ReceivedAnswer): void {
  const { method, path, status } = answer;
  if (!isChecking || !OF_THE_SERVICE.test(path)) return;
  const checked = (built ??= checkedBy(builtDocument()));
  const operation = operationOf(checked, method, path);
  // A path or method that does not exist.
  if (!operation) return;
  const flaw = flawOf(answer, operation, checked.check);
  if (flaw) throw new Error(`${method} ${path} -> ${status}: ${flaw}. The OpenAPI document does not say so.`);
}

/**
 * For a service that is compiled in the test: its document lacks what a plugin of the build reads from the types of DTOs, and
 * the document of the build lacks its providers.
 */
export function leaveUnchecked(): void {
  isChecking = false;
}

function checkedBy(document: OpenApiDocument): Checked {
  const operations = operationsOf(document).map((documented) => ({ pattern: patternOf(documented.path), documented }));
  // Of `/events/replay` and `/events/{id}`, the first one is meant.
  operations.sort((a, b) => parametersIn(a.documented.path) - parametersIn(b.documented.path));
  return { operations, check: schemaCheck(document.components, true) };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`);
}

function parametersIn(path: string): number {
  return path.split('{').length;
}

/** HEAD is answered as GET is, without a body. */
function operationOf({ operations }: Checked, method: string, path: string): Operation | undefined {
  const [bare = ''] = path.split('?');
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = operations.find(({ pattern, documented }) => documented.method === wanted && pattern.test(bare));
  return found?.documented.operation;
}

function flawOf(answer: ReceivedAnswer, { responses }: Operation, check: SchemaCheck): string {
  const response = responses[answer.status];
  if (!response) return 'this status';
  if (answer.text === '' || answer.method === 'HEAD') return '';
  const type = (answer.contentType ?? '').split(';')[0] ?? '';
  const media = response.content?.[type];
  if (!media?.schema) return `the content type ${type}`;
  return /[/+]json$/.test(type) ? check(media.schema, JSON.parse(answer.text)) : '';
}
