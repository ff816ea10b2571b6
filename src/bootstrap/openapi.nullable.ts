import type { OpenAPIObject } from '@nestjs/swagger';
import { NULL_SCHEMA } from '../providers/shapes.components.js';

interface Field {
  type?: string;
  nullable?: boolean;
  allOf?: object[];
  oneOf?: object[];
  enum?: unknown[];
}

/**
 * Corrects what Swagger writes of fields that can be `null`: a reference as `allOf` and an enum without `null`, which
 * `null` never satisfies. This function writes `oneOf` with `null`, and adds `null` to the enum.
 */
export function allowNull(document: OpenAPIObject): OpenAPIObject {
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    const { properties = {} } = schema as { properties?: Record<string, Field> };
    for (const field of Object.values(properties)) {
      if (!field.nullable) continue;
      if (field.enum && !field.enum.includes(null)) field.enum = [...field.enum, null];
      if (!field.allOf) continue;
      field.oneOf = [...field.allOf, NULL_SCHEMA];
      delete field.allOf;
      delete field.nullable;
      delete field.type;
    }
  }
  return document;
}
