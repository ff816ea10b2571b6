import type { ApiResponseOptions, OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const text = { type: 'string' } as const;
const properties = {
  type: { ...text, description: 'URN of the error, which ends in its `code`.' },
  title: text,
  status: { type: 'integer' },
  detail: text,
  code: { ...text, description: 'Stable, snake_case: what clients branch on.' },
  requestId: { ...text, description: 'Quote it when you report the error.' },
} as const;

/** Components of the OpenAPI document that `problemResponse` refers to. */
export const PROBLEM_SCHEMAS: Schemas = {
  Problem: {
    type: 'object',
    required: Object.keys(properties),
    properties: {
      ...properties,
      errors: {
        type: 'array',
        description: 'The fields that were refused.',
        items: { type: 'object', required: ['field', 'message'], properties: { field: text, message: text } },
      },
    },
  },
};

/** How the OpenAPI document shows an error. */
export function problemResponse(description: string): ApiResponseOptions & { description: string } {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description, content: { 'application/problem+json': { schema } } };
}
