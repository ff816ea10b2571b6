import { fastify } from 'fastify';

/** Checks a value against a schema of the OpenAPI document. @returns the errors as text; empty if there are none */
export type SchemaCheck = (schema: object, value: unknown) => string;

/** Uses Fastify's own validator, with coercion and removal of fields switched off. */
export async function schemaCheck(components: unknown): Promise<SchemaCheck> {
  const options = { strict: false, allErrors: true, coerceTypes: false, removeAdditional: false, useDefaults: false };
  const app = fastify({ ajv: { customOptions: options } });
  let check: SchemaCheck | undefined;
  app.get('/', (request, reply) => {
    check = (schema, value) => {
      const validate = request.compileValidationSchema({ ...schema, components });
      return validate(value) ? '' : JSON.stringify(validate.errors);
    };
    return reply.send();
  });
  await app.inject('/');
  if (!check) throw new Error('Fastify has not served the request');
  return check;
}
