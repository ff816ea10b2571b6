import type { OpenAPIObject } from '@nestjs/swagger';

interface Field {
  type?: string;
  nullable?: boolean;
  allOf?: object[];
  oneOf?: object[];
}

const NULL = { type: 'object', nullable: true, enum: [null] };

/** A nullable reference is written as `allOf`, which no `null` satisfies. This makes it one of the two. */
export function allowNull(document: OpenAPIObject): OpenAPIObject {
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    const { properties = {} } = schema as { properties?: Record<string, Field> };
    for (const field of Object.values(properties)) {
      if (!field.nullable || !field.allOf) continue;
      field.oneOf = [...field.allOf, NULL];
      delete field.allOf;
      delete field.nullable;
      delete field.type;
    }
  }
  return document;
}
