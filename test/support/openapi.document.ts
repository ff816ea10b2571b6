import { readFileSync } from 'node:fs';

export interface Media {
  schema?: object;
  example?: unknown;
}
export interface Body {
  description?: string;
  required?: boolean;
  content?: Record<string, Media>;
  headers?: Record<string, object>;
}
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Record<string, unknown>;
}
export interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: object[];
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Body>;
  'x-access'?: string;
}
export interface OpenApiDocument {
  tags: { name: string; description: string }[];
  components: { schemas: Record<string, Record<string, unknown>>; securitySchemes: Record<string, object> };
  paths: Record<string, Record<string, Operation>>;
}

export interface DocumentedOperation {
  /** `GET /api/v1/integrations/{id}` */
  name: string;
  method: string;
  path: string;
  operation: Operation;
}

/** The document of the build, which `global.setup.js` has written. */
export function builtDocument(): OpenApiDocument {
  return JSON.parse(readFileSync(process.env.TEST_OPENAPI ?? '', 'utf8')) as OpenApiDocument;
}

export function operationsOf({ paths }: OpenApiDocument): DocumentedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const name = method.toUpperCase();
      return { name: `${name} ${path}`, method: name, path, operation };
    }),
  );
}
