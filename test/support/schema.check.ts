import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/** Checks a value against a schema of the OpenAPI document. @returns the errors as text; empty if there are none */
export type SchemaCheck = (schema: object, value: unknown) => string;

/** A record has one alternative for each type, and its discriminator selects one. */
const OPTIONS = { strict: false, discriminator: true, allErrors: false } as const;
const ERRORS_SHOWN = 3;

/**
 * @param components of the document
 * @param closed whether an object may have only the fields that its schema names
 */
export function schemaCheck(components: object, closed = false): SchemaCheck {
  const ajv = new Ajv({ ...OPTIONS });
  formats.default(ajv);
  const whole = JSON.parse(JSON.stringify(components, withoutMapping)) as object;
  ajv.addSchema({ $id: 'document', components: closed ? withoutFurtherFields(whole) : whole });
  /** By text: nearly all schemas of answers are the same few references. */
  const compiled = new Map<string, ValidateFunction>();
  return (schema, value) => {
    const text = JSON.stringify(schema);
    let validate = compiled.get(text);
    if (!validate) {
      validate = ajv.compile(withAbsoluteReferences(closed ? withoutFurtherFields(schema) : schema));
      compiled.set(text, validate);
    }
    if (validate(value)) return '';
    const shown = (validate.errors ?? []).slice(0, ERRORS_SHOWN);
    return shown
      .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
      .join();
  };
}

/** The names in `mapping` are those in the alternatives. Ajv reads only the latter, and refuses the former. */
function withoutMapping(key: string, value: unknown): unknown {
  return key === 'discriminator' && isObject(value) ? { propertyName: value.propertyName } : value;
}

/** References of a single schema lead into the document. */
function withAbsoluteReferences(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')) as object;
}

/** The document allows further fields, so that a later version can add some. Today's answers have none. */
function withoutFurtherFields(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
    const isClosed = isObject(value) && value.properties !== undefined && value.additionalProperties === undefined;
    return isClosed && value.type === 'object' ? { ...value, additionalProperties: false } : value;
  }) as object;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
