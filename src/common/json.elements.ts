const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * The texts of the elements of a JSON array, as they are written: numbers keep their digits. For text that parses.
 * @example elementsOf('[{"a":1.00},2]') // ['{"a":1.00}', '2']
 */
export function elementsOf(json: string): string[] {
  const elements: string[] = [];
  let start = json.indexOf('[') + 1;
  let depth = 0;
  for (let i = start - 1; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = endOfString(json, i);
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) depth++;
    else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth--;
    if (depth === 0 || (depth === 1 && code === COMMA)) {
      const element = json.slice(start, i).trim();
      if (element !== '') elements.push(element);
      start = i + 1;
    }
    if (depth === 0) break;
  }
  return elements;
}

/** Position of the closing quote. */
function endOfString(json: string, start: number): number {
  let i = start + 1;
  while (i < json.length && json.charCodeAt(i) !== QUOTE) i += json.charCodeAt(i) === BACKSLASH ? 2 : 1;
  return i;
}
