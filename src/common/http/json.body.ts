import { isUtf8 } from 'node:buffer';
import sjson from 'secure-json-parse';
import { BadRequestError } from '../http.errors.js';
import { exceededBound, type JsonBounds } from '../json-structure.js';
import { isStorableInput } from '../storable-input.js';

const EXCEEDED: Readonly<Record<keyof JsonBounds, string>> = {
  depth: 'levels of nesting',
  nodes: 'values',
  keys: 'keys in one object',
};

/** Only this brings a NUL or an unpaired surrogate into valid JSON in valid UTF-8. */
const ESCAPE = '\\u';

/**
 * Parses the body of a REST call. Its structure is counted first, because parsing, transforming and validating cost far
 * more for each value than for each byte.
 * @returns `undefined` when there is no body
 * @throws BadRequestError
 */
export function parseJsonBody(bytes: Buffer, bounds: JsonBounds): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new BadRequestError('The body is not valid UTF-8', 'invalid_utf8');
  const exceeded = exceededBound(bytes, bounds);
  if (exceeded) {
    const detail = `The body may have at most ${bounds[exceeded]} ${EXCEEDED[exceeded]}`;
    throw new BadRequestError(detail, 'body_too_complex');
  }
  const value = parse(bytes.toString('utf8'));
  if (!bytes.includes(ESCAPE) || isStorableInput(value)) return value;
  throw new BadRequestError('The body contains a NUL character or an unpaired surrogate', 'invalid_json');
}

function parse(text: string): unknown {
  try {
    return sjson.parse(text, undefined, { protoAction: 'error', constructorAction: 'error' }) as unknown;
  } catch {
    throw new BadRequestError('The body is not valid JSON', 'invalid_json');
  }
}
