/** How much structure a JSON text may have before anyone parses it. */
export interface JsonBounds {
  /** Deepest nesting of objects and arrays. */
  depth: number;
  /** Most values: objects, arrays, strings, numbers and literals each count as one; keys do not. */
  nodes: number;
  /** Most keys of one object; absent: as many as `nodes` allow. */
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
 * Which bound a JSON text exceeds; `null`: none. One pass over the bytes: parsing and validating cost far more for each
 * value than a byte does, and JSON.parse has no bounds. Malformed text is left to the parser to refuse.
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

/** Position of the closing quote, or the end of a text that has none. */
function endOfString(json: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < json.length && json[i] !== QUOTE) i += json[i] === BACKSLASH ? 2 : 1;
  return i;
}
