import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProviderPort } from '../providers/provider.port.js';
import {
  componentReference,
  NULL_SCHEMA,
  pascalCase,
  shapeComponentName,
  shapeComponents,
} from '../providers/shapes.components.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Exclude<Schemas[string], { $ref: string }>;
type Field = Schemas[string];

/** The types of records, each with the shapes of its data. Providers agree on them, so there is usually one shape. */
type ShapesByType = ReadonlyMap<string, ReadonlySet<string>>;

const recordName = (type: string) => `${pascalCase(type)}Record`;
const changeName = (type: string) => `${pascalCase(type)}Change`;

/**
 * Replaces `RecordDto`, and `ChangeDto` if there is one, by a `oneOf` with one component for each type of record. `type`
 * is the discriminator. The data of a record refers to the component of its shape, and a change to its record. All other
 * fields are those of the DTO.
 */
export function documentRecords(document: OpenAPIObject, providers: readonly ProviderPort[]): OpenAPIObject {
  const schemas = (document.components ??= {}).schemas ?? {};
  const types = shapesByType(providers);
  document.components.schemas = {
    ...schemas,
    ...(shapeComponents() as Schemas),
    ...alternatives(schemas, 'RecordDto', types, recordName, (fields, type) => {
      fields.data = dataOf(types.get(type) ?? new Set());
    }),
    ...alternatives(schemas, 'ChangeDto', types, changeName, (fields, type) => {
      const record = componentReference(recordName(type));
      fields.record = isNullable(fields.record) ? { oneOf: [record, { ...NULL_SCHEMA, enum: [null] }] } : record;
    }),
  };
  return document;
}

function shapesByType(providers: readonly ProviderPort[]): ShapesByType {
  const types = new Map<string, Set<string>>();
  for (const { name, shape } of providers.flatMap((provider) => provider.describe().streams)) {
    types.set(name, (types.get(name) ?? new Set()).add(shape));
  }
  return types;
}

/** @param refine replaces the fields that depend on the type */
function alternatives(
  schemas: Schemas,
  dto: string,
  types: ShapesByType,
  nameOf: (type: string) => string,
  refine: (fields: Record<string, Field>, type: string) => void,
): Schemas {
  const whole = schemas[dto] as Schema | undefined;
  if (!whole) return {};
  const parts = [...types.keys()].map((type) => {
    const properties = { ...whole.properties, type: { type: 'string', enum: [type] } as Field };
    refine(properties, type);
    return [type, { ...whole, properties }] as const;
  });
  const mapping = Object.fromEntries(parts.map(([type]) => [type, componentReference(nameOf(type)).$ref]));
  return {
    ...Object.fromEntries(parts.map(([type, part]) => [nameOf(type), part])),
    [dto]: {
      ...(whole.description !== undefined && { description: whole.description }),
      oneOf: Object.values(mapping).map(($ref) => ({ $ref })),
      discriminator: { propertyName: 'type', mapping },
    },
  };
}

function dataOf(shapes: ReadonlySet<string>): Field {
  const references = [...shapes].map((shape) => componentReference(shapeComponentName(shape)));
  const [only, ...others] = references;
  return only && others.length === 0 ? only : { anyOf: references };
}

function isNullable(field: Field | undefined): boolean {
  return field !== undefined && JSON.stringify(field).includes('"nullable":true');
}
