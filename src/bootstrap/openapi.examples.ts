import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './openapi.operations.js';

type Components = NonNullable<OpenAPIObject['components']>;
type Schemas = NonNullable<Components['schemas']>;
type SchemaOrReference = Schemas[string];
type Schema = Exclude<SchemaOrReference, { $ref: string }>;
interface Body {
  content?: Record<string, { schema?: SchemaOrReference; example?: unknown }>;
}

const INSTANT = '2026-03-14T09:26:53.000Z';

/** Gives every body an example. The example is composed of the examples of the fields, so the two cannot differ. */
export function documentExamples(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  for (const { operation } of operationsOf(document)) {
    const bodies = [operation.requestBody, ...Object.values(operation.responses)] as (Body | undefined)[];
    for (const body of bodies) {
      for (const media of Object.values(body?.content ?? {})) {
        if (media.schema && media.example === undefined) media.example = exampleOf(media.schema, schemas);
      }
    }
  }
  return document;
}

/** @returns `undefined` if neither the schema nor its fields have an example */
export function exampleOf(schema: SchemaOrReference, schemas: Schemas): unknown {
  if ('$ref' in schema) {
    const target = schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)];
    return target && exampleOf(target, schemas);
  }
  return declared(schema) ?? (schema.nullable ? null : composed(schema, schemas));
}

function declared(schema: Schema): unknown {
  if (schema.example !== undefined) return schema.example as unknown;
  if (schema.default !== undefined) return schema.default as unknown;
  if (schema.enum) return schema.nullable && schema.enum.includes(null) ? null : (schema.enum[0] as unknown);
  if (schema.nullable) return undefined;
  if (schema.type === 'boolean') return true;
  // A map of names that nothing is known of.
  if (schema.type === 'object' && schema.additionalProperties && !schema.properties) return {};
  return schema.format === 'date-time' ? INSTANT : undefined;
}

function composed(schema: Schema, schemas: Schemas): unknown {
  const [alternative] = schema.oneOf ?? schema.anyOf ?? [];
  if (alternative) return exampleOf(alternative, schemas);
  if (schema.allOf) {
    const parts = schema.allOf.map((part) => exampleOf(part, schemas) as object);
    return Object.assign({}, ...parts) as unknown;
  }
  if (schema.type === 'array' && schema.items) {
    const item = exampleOf(schema.items, schemas);
    return item === undefined ? undefined : [item];
  }
  if (!schema.properties) return undefined;
  const fields = Object.entries(schema.properties).map(([name, field]) => [name, exampleOf(field, schemas)] as const);
  return Object.fromEntries(fields.filter(([, example]) => example !== undefined));
}
