const STRUCTURE = /["{}[\]]/g;
const SCALAR = /[^,\]}\s]*/y;

/**
 * Where the JSON value that begins at `start` ends; the end of the text when it is cut off.
 * @param start of valid JSON, or of the beginning of some
 */
export function valueEnd(text: string, start: number): number {
  if (text[start] === '"') return stringEnd(text, start);
  if (text[start] === '{' || text[start] === '[') return bracketEnd(text, start);
  const scalar = new RegExp(SCALAR);
  scalar.lastIndex = start;
  scalar.exec(text);
  return scalar.lastIndex;
}

/** Whether there is an object in a JSON value. */
export function isObjectsText(json: string): boolean {
  return /^[[{]/.test(json) && json.includes('{');
}

function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

function bracketEnd(text: string, start: number): number {
  const structure = new RegExp(STRUCTURE);
  structure.lastIndex = start;
  let depth = 0;
  for (let found = structure.exec(text); found; found = structure.exec(text)) {
    const [mark] = found;
    if (mark === '"') structure.lastIndex = stringEnd(text, found.index);
    else if (mark === '{' || mark === '[') depth++;
    else if (--depth === 0) return structure.lastIndex;
  }
  return text.length;
}
