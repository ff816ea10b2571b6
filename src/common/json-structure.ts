/** Limits for the structure of a JSON text, checked before it is parsed. */
export interface JsonBounds {
  /** Largest depth of nested objects and arrays. */
  depth: number;
  /** Largest number of values. Objects, arrays, strings, numbers and literals count as one each; keys do not count. */
  nodes: number;
  /** Largest number of keys in one object. Default: no limit but `nodes`. */
  keys?: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/**
 * Returns the limit that a JSON text exceeds, or `null`. It reads the bytes once: parsing and validating cost far more
 * for each value than for each byte, and JSON.parse has no limits. Malformed text is left to the parser.
 */
export function exceededBound(json: Uint8Array, bounds: JsonBounds): keyof JsonBounds | null {
  const mostKeys = bounds.keys ?? Infinity;
  const keys: number[] = [0];
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
    if (nodes > bounds.nodes) return 'nodes';
    empty = false;
    if (byte === QUOTE) i = endOfString(json, i);
    else if (byte === COLON && ++(keys[depth] as number) > mostKeys) return 'keys';
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (++depth > bounds.depth) return 'depth';
      keys[depth] = 0;
      empty = true;
    }
  }
  return null;
}

/** Position of the closing quote, or the end of the text if there is none. */
function endOfString(json: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < json.length && json[i] !== QUOTE) i += json[i] === BACKSLASH ? 2 : 1;
  return i;
}
