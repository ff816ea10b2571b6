import { isUtf8 } from 'node:buffer';
import sjson from 'secure-json-parse';
import { parseExact } from '../exact-json.js';
import { BadRequestError } from '../http.errors.js';
import { structureOf, type JsonBounds, type JsonStructure } from '../json-structure.js';
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
  const value = parse(bytes, bounds, parseSafely);
  if (bytes.includes(ESCAPE)) assertStorable(value);
  return value;
}

/**
 * As {@link parseJsonBody}, for items that are checked one by one: what cannot be stored, and names of `Object.prototype`, are
 * left in them. A number that a JavaScript number would change is an `ExactNumber`.
 */
export function parseItems(bytes: Buffer, bounds: JsonBounds): unknown {
  return parse(bytes, bounds, (text, { hasLongNumber }) => parseExact(text, hasLongNumber));
}

/** @throws BadRequestError */
export function assertStorable(value: unknown): void {
  if (isStorableInput(value)) return;
  throw new BadRequestError('The body contains a NUL character or an unpaired surrogate', 'invalid_json');
}

function parse(
  bytes: Buffer,
  bounds: JsonBounds,
  parser: (text: string, structure: JsonStructure) => unknown,
): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new BadRequestError('The body is not valid UTF-8', 'invalid_utf8');
  const structure = structureOf(bytes, bounds);
  const { exceeded } = structure;
  if (exceeded) {
    const detail = `The body may have at most ${bounds[exceeded]} ${EXCEEDED[exceeded]}`;
    throw new BadRequestError(detail, 'body_too_complex');
  }
  try {
    return parser(bytes.toString('utf8'), structure);
  } catch {
    throw new BadRequestError('The body is not valid JSON', 'invalid_json');
  }
}

function parseSafely(text: string): unknown {
  return sjson.parse(text, undefined, { protoAction: 'error', constructorAction: 'error' }) as unknown;
}
