import { operationsOf, type OpenApiDocument } from '../support/openapi.document.js';

interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
}

/** Where the document allows any value: a schema without a type, or an object without fields. */
export function freeFormIn(document: OpenApiDocument): string[] {
  const components = Object.entries(document.components.schemas).flatMap(([name, schema]) => walk(schema, name));
  const inline = operationsOf(document).flatMap(({ name, operation }) => [
    ...(operation.parameters ?? []).flatMap((parameter) => walk(parameter.schema, `${name} ?${parameter.name}`)),
    ...Object.entries({ body: operation.requestBody, ...operation.responses }).flatMap(([kind, body]) =>
      Object.values(body?.content ?? {}).flatMap(({ schema }) => walk(schema ?? {}, `${name} ${kind}`)),
    ),
  ]);
  return [...components, ...inline];
}

function walk(schema: Schema, path: string): string[] {
  if (schema.$ref !== undefined) return [];
  const { oneOf, anyOf, allOf, properties = {}, items, additionalProperties } = schema;
  const parts = [...(oneOf ?? []), ...(anyOf ?? []), ...(allOf ?? [])];
  const values = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  return [
    ...(parts.length === 0 && isFree(schema) ? [path] : []),
    ...parts.flatMap((part) => walk(part, path)),
    ...Object.entries(properties).flatMap(([name, field]) => walk(field, `${path}.${name}`)),
    ...(items ? walk(items, `${path}[]`) : []),
    ...(values ? walk(values, `${path}.*`) : []),
  ];
}

function isFree(schema: Schema): boolean {
  if (schema.enum) return false;
  if (schema.type === 'array') return schema.items === undefined;
  if (schema.type !== 'object') return schema.type === undefined;
  return Object.keys(schema.properties ?? {}).length === 0 && typeof schema.additionalProperties !== 'object';
}
