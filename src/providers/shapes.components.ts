import { z } from 'zod';
import { SHAPES } from './shapes.js';
import { ADDRESS, APPLICATION, LINE } from './shapes/values.js';

type Schema = Record<string, unknown>;

/** Parts that several shapes have in common, by the names of their components. */
const PARTS = { Address: ADDRESS, Line: LINE, Application: APPLICATION };

/** `null` as a schema of OpenAPI 3.0, which has no such type. */
export const NULL_SCHEMA = { type: 'object', nullable: true, enum: [null] } as const;

/** `ledger_entry` becomes `LedgerEntryShape`. */
export function shapeComponentName(shape: string): string {
  return `${pascalCase(shape)}Shape`;
}

export function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export const componentReference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The shapes, and the parts that they refer to, as components of an OpenAPI 3.0 document. */
export function shapeComponents(): Record<string, Schema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(PARTS)) registry.add(schema, { id });
  for (const [shape, schema] of Object.entries(SHAPES)) registry.add(schema, { id: shapeComponentName(shape) });
  const { schemas } = z.toJSONSchema(registry, {
    target: 'openapi-3.0',
    uri: (id) => componentReference(id).$ref,
    override: ({ jsonSchema }) => simplifySchema(jsonSchema as Schema),
  });
  for (const schema of Object.values(schemas)) delete (schema as Schema).$id;
  return schemas;
}

/**
 * Removes what a reader of the document does not need: the pattern of a format, the bounds of safe integers, and
 * `additionalProperties: false`, because a later version may add fields. Corrects what `null` would not satisfy.
 */
export function simplifySchema(schema: Schema): void {
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) {
    delete schema.minimum;
    delete schema.maximum;
  }
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  if (!schema.nullable) return;
  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) schema.enum = [...(schema.enum as unknown[]), null];
  if (!Array.isArray(schema.allOf)) return;
  schema.oneOf = [...(schema.allOf as Schema[]), NULL_SCHEMA];
  delete schema.allOf;
  delete schema.nullable;
}
