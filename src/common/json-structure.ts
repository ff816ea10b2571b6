/** Limits for the structure of a JSON text, checked before it is parsed. */
export interface JsonBounds {
  /** Largest depth of nested objects and arrays. */
  depth: number;
  /** Largest number of values. Objects, arrays, strings, numbers and literals count as one each; keys do not count. */
  nodes: number;
  /** Largest number of keys in one object. Default: no limit but `nodes`. */
  keys?: number;
}

/** What is known of a JSON text before it is parsed. */
export interface JsonStructure {
  /** The limit that it exceeds. What follows is not read then. */
  exceeded: keyof JsonBounds | null;
  /** Whether a number has as many characters, or such an exponent, as one that a JavaScript number may not hold. */
  hasLongNumber: boolean;
}

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;
const LOWER_CASE = 0x20;
const E = 0x65;

/** A JavaScript number holds every number with fewer characters than this, and without a large exponent. */
const LONG_NUMBER = 16;
/** Where a string is longer than this, it is faster to search for its end than to look at each byte. */
const SHORT_STRING = 24;

/**
 * Returns the limit that a JSON text exceeds, or `null`. Malformed text is left to the parser.
 */
export function exceededBound(json: Uint8Array, bounds: JsonBounds): keyof JsonBounds | null {
  return structureOf(json, bounds).exceeded;
}

/**
 * Reads the bytes of a JSON text once: parsing and validating cost far more for each value than for each byte, and JSON.parse
 * has no limits. Malformed text is left to the parser.
 */
export function structureOf(json: Uint8Array, bounds: JsonBounds): JsonStructure {
  const mostKeys = bounds.keys ?? Infinity;
  const keys: number[] = [0];
  let hasLongNumber = false;
  let depth = 0;
  let nodes = 1;
  let empty = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i] as number;
    if (byte <= SPACE) continue;
    if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth = Math.max(0, depth - 1);
      empty = false;
      continue;
    }
    if (empty || byte === COMMA) nodes++;
    if (nodes > bounds.nodes) return { exceeded: 'nodes', hasLongNumber };
    empty = false;
    if (byte === QUOTE) i = endOfString(json, i);
    else if (byte === COLON && ++(keys[depth] as number) > mostKeys) return { exceeded: 'keys', hasLongNumber };
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (++depth > bounds.depth) return { exceeded: 'depth', hasLongNumber };
      keys[depth] = 0;
      empty = true;
    } else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) {
      const start = i;
      i = endOfNumber(json, start);
      hasLongNumber ||= i - start >= LONG_NUMBER - 1 || hasLargeExponent(json, start, i);
    }
  }
  return { exceeded: null, hasLongNumber };
}

/** Position of the closing quote, or the end of the text if there is none. */
function endOfString(json: Uint8Array, start: number): number {
  for (let i = start + 1; ;) {
    const near = i + SHORT_STRING;
    while (i < near && i < json.length && json[i] !== QUOTE) i += json[i] === BACKSLASH ? 2 : 1;
    if (i < near) return i;
    const quote = json.indexOf(QUOTE, i);
    if (quote === -1) return json.length;
    if (!isEscaped(json, i, quote)) return quote;
    i = quote + 1;
  }
}

/** Whether an odd number of backslashes is before the position. @param from where no character is escaped */
function isEscaped(json: Uint8Array, from: number, position: number): boolean {
  let first = position;
  while (first > from && json[first - 1] === BACKSLASH) first--;
  return (position - first) % 2 === 1;
}

/** Position of the last character of the number that begins here. */
function endOfNumber(json: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < json.length && isOfNumber(json[i] as number)) i++;
  return i - 1;
}

function isOfNumber(byte: number): boolean {
  if (byte >= ZERO && byte <= NINE) return true;
  return byte === DOT || byte === MINUS || byte === PLUS || (byte | LOWER_CASE) === E;
}

/** Whether the number has an exponent of three digits or more. */
function hasLargeExponent(json: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end - 2; i++) if (((json[i] as number) | LOWER_CASE) === E) return true;
  return false;
}
