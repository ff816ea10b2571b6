import type { RawRequest } from './http.client.js';
import { fill } from './openapi.routes.js';
import { operationsOf, type DocumentedOperation, type OpenApiDocument, type Parameter } from './openapi.document.js';
import type { SeededRandom } from './seeded.random.js';

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  oneOf?: Schema[];
  allOf?: Schema[];
  nullable?: boolean;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
}

/** What the document does not know: names and ids that exist. */
export interface FuzzedValues {
  uuids: readonly string[];
  /** By the name of a field or parameter, instead of what its schema allows. */
  named: Readonly<Record<string, readonly unknown[]>>;
}

/** One value in so many is not what its schema allows, and one call in so many has a broken body. */
const WRONG = 8;
const BROKEN = 20;
const LONGEST = 40;
const WRONG_VALUES: readonly unknown[] = [
  ...[null, true, -1, 1.5, 1e21, 2 ** 53, [], {}, [null], { a: { b: 1 } }, '', ' ', 'x', '%', '..', '🎟'],
  ...['x'.repeat(300), '2024-02-30', 'NaN', '-0', '0x10', "';--", '\u2028', '__proto__'],
];
const BROKEN_BODIES = ['', '{', '[]', 'null', '"x"', '{"a":1,}', '{"__proto__":{}}', '\u0000'];
const WORDS = ['tickets', 'Box office', 'venue-42', 'customers', 'a', 'https://hooks.example.org/x', '30 4 * * *'];

/**
 * Makes calls of the operations of an OpenAPI document, with parameters and bodies that their schemas allow. Now and then
 * a value is wrong, missing or unknown.
 */
export class DocumentFuzzer {
  private readonly operations: readonly DocumentedOperation[];

  constructor(
    private readonly random: SeededRandom,
    private readonly document: OpenApiDocument,
    private readonly values: FuzzedValues,
  ) {
    this.operations = operationsOf(document);
  }

  next(): RawRequest & { path: string; method: string } {
    const { method, path, operation } = this.random.pick(this.operations);
    const parameters = operation.parameters ?? [];
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    const filled = fill(path, Object.fromEntries(inPath.map((parameter) => [parameter.name, this.segment(parameter)])));
    const headers: [string, string][] = parameters
      .filter((parameter) => parameter.in === 'header' && this.random.chance(3))
      .map(({ name }) => [name, this.random.chance(WRONG) ? 'ü ' : `key-${this.random.integer(50)}`]);
    const query = parameters
      .filter((parameter) => parameter.in === 'query')
      .flatMap((parameter) => this.pair(parameter));
    if (this.random.chance(BROKEN)) query.push('unknown=1');
    const call = { method, path: query.length > 0 ? `${filled}?${query.join('&')}` : filled };
    const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
    if (method === 'GET' || !schema) return { ...call, headers };
    const body = this.random.chance(BROKEN) ? this.random.pick(BROKEN_BODIES) : JSON.stringify(this.value(schema, ''));
    return { ...call, headers: [...headers, ['content-type', 'application/json']], body };
  }

  private segment({ name, schema }: Parameter): string {
    const value = this.value(schema, name);
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return encodeURIComponent(text) || '%20';
  }

  private pair({ name, required, schema }: Parameter): string[] {
    if (!required && !this.random.chance(3)) return [];
    const value = this.value(schema, name);
    return [`${encodeURIComponent(name)}=${encodeURIComponent(value === null ? '' : String(value))}`];
  }

  private value(schema: Schema, name: string): unknown {
    const { random } = this;
    if (random.chance(WRONG)) return random.pick(WRONG_VALUES);
    const named = this.values.named[name];
    if (named) return random.pick(named);
    if (schema.$ref) return this.value(this.component(schema.$ref), name);
    const alternatives = schema.oneOf ?? schema.allOf;
    if (alternatives) return this.value(random.pick(alternatives), name);
    if (schema.enum) return random.pick(schema.enum);
    if (schema.nullable && random.chance(4)) return null;
    return this.typed(schema, name);
  }

  private typed(schema: Schema, name: string): unknown {
    const { random } = this;
    if (schema.type === 'boolean') return random.chance(2);
    if (schema.type === 'number' || schema.type === 'integer') return this.number(schema);
    if (schema.type === 'array') {
      const length = (schema.minItems ?? 0) + random.integer(3);
      return Array.from({ length }, () => this.value(schema.items ?? {}, name));
    }
    return schema.type === 'object' ? this.object(schema) : this.text(schema);
  }

  private number({ minimum = 0, maximum = 1_000 }: Schema): number {
    return this.random.chance(3) ? this.random.pick([minimum, maximum, minimum - 1, maximum + 1]) : minimum + 1;
  }

  private text({ format, minLength = 0, maxLength = LONGEST }: Schema): string {
    const { random, values } = this;
    if (format === 'uuid') return random.pick(values.uuids);
    if (format === 'date-time') return new Date(1_700_000_000_000 + random.integer(1e9) * 1_000).toISOString();
    if (random.chance(3)) return random.pick(values.uuids);
    return random.pick(WORDS).padEnd(minLength, 'x').slice(0, maxLength);
  }

  private object({ properties = {}, required = [] }: Schema): Record<string, unknown> {
    const { random } = this;
    const fields = Object.entries(properties).filter(([name]) =>
      required.includes(name) ? !random.chance(BROKEN) : random.chance(3),
    );
    const made = fields.map(([name, schema]) => [name, this.value(schema, name)]);
    return Object.fromEntries(random.chance(BROKEN) ? [...made, ['unknown', 1]] : made) as Record<string, unknown>;
  }

  private component(reference: string): Schema {
    return this.document.components.schemas[reference.slice(reference.lastIndexOf('/') + 1)] ?? {};
  }
}
