import type { OpenAPIObject } from '@nestjs/swagger';

type Item = OpenAPIObject['paths'][string];

/** An operation of the OpenAPI document, with its access. */
export type Operation = NonNullable<Item['get']> & { 'x-access'?: string };

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

export interface DocumentedOperation {
  method: (typeof METHODS)[number];
  path: string;
  operation: Operation;
}

/** All operations of the document, in document order. */
export function operationsOf({ paths }: OpenAPIObject): DocumentedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation: Operation | undefined = item[method];
      return operation ? [{ method, path, operation }] : [];
    }),
  );
}

/** Joins both names: `RunsController` and `cancel` become `runs.cancel`. */
export function operationId(controller: string, method: string): string {
  const subject = controller.replace(/Controller$/, '').replace(/^[A-Z]+/, (capitals) => capitals.toLowerCase());
  return `${subject}.${method}`;
}
