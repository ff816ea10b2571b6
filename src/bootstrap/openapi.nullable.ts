import type { OpenAPIObject } from '@nestjs/swagger';

interface Field {
  type?: string;
  nullable?: boolean;
  allOf?: object[];
  oneOf?: object[];
}

const NULL = { type: 'object', nullable: true, enum: [null] };

/**
 * Corrects nullable references. Swagger writes them as `allOf`, which `null` never satisfies. This function writes
 * `oneOf` with `null` instead.
 */
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
