/**
 * JSON that is quoted in a string of JSON has a backslash before each quote, quoted twice it has three, and so on.
 * `level` is how many backslashes a quote has that opens or closes a string of the JSON in question: 0, 1, 3, 7.
 */
export type QuoteLevel = number;

/** Never used by two at a time: making one costs more than most values. */
const STRUCTURE = /["{}[\]]/g;
const SCALAR = /[^,\]}\s"\\]*/y;
const BACKSLASH = 92;

/** How many backslashes stand directly before a position. */
export function backslashesBefore(text: string, position: number, from = 0): number {
  let at = position;
  while (at > from && text.charCodeAt(at - 1) === BACKSLASH) at--;
  return position - at;
}

/** Whether quotes with that many backslashes can be those of some JSON. */
export function isQuoteLevel(backslashes: number): boolean {
  return (backslashes & (backslashes + 1)) === 0;
}

/**
 * Where the JSON value that begins at `start` ends; the end of the text when it is cut off.
 * @param start of valid JSON, or of the beginning of some
 */
export function valueEnd(text: string, start: number, level: QuoteLevel = 0): number {
  if (text[start] === '{' || text[start] === '[') return bracketEnd(text, start, level);
  const quote = text.indexOf('"', start);
  if (quote === start + level && backslashesBefore(text, quote, start) === level) return stringEnd(text, quote, level);
  SCALAR.lastIndex = start;
  SCALAR.test(text);
  return SCALAR.lastIndex;
}

/** Whether there is an object in a JSON value. */
export function holdsObject(json: string): boolean {
  return /^[[{]/.test(json) && json.includes('{');
}

/**
 * The brackets that lie around each of the given positions, the outer one of the innermost two: for a member, what
 * holds the object that it belongs to.
 * @param positions in ascending order
 */
export function holdersOf(text: string, positions: readonly number[]): number[] {
  const holders = new Set<number>();
  const open: number[] = [];
  let next = 0;
  STRUCTURE.lastIndex = 0;
  for (let found = STRUCTURE.exec(text); found && next < positions.length; found = STRUCTURE.exec(text)) {
    for (; next < positions.length && found.index >= positions[next]!; next++) holders.add(open.at(-2) ?? open[0] ?? 0);
    const [mark] = found;
    if (mark === '"') STRUCTURE.lastIndex = stringEnd(text, found.index, 0);
    else if (mark === '{' || mark === '[') open.push(found.index);
    else open.pop();
  }
  return [...holders].sort((a, b) => a - b);
}

function stringEnd(text: string, opening: number, level: QuoteLevel): number {
  const from = opening + 1;
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    const backslashes = backslashesBefore(text, quote, from);
    if (closes(backslashes, level)) return quote + 1;
    if (backslashes < level) return quote - backslashes;
  }
  return text.length;
}

function bracketEnd(text: string, start: number, level: QuoteLevel): number {
  STRUCTURE.lastIndex = start;
  let depth = 0;
  for (let found = STRUCTURE.exec(text); found; found = STRUCTURE.exec(text)) {
    const [mark] = found;
    if (mark === '"') {
      const backslashes = backslashesBefore(text, found.index, start);
      if (backslashes < level) return found.index - backslashes;
      if (closes(backslashes, level)) STRUCTURE.lastIndex = stringEnd(text, found.index, level);
    } else if (mark === '{' || mark === '[') depth++;
    else if (--depth === 0) return STRUCTURE.lastIndex;
  }
  return text.length;
}

/** Backslashes that are part of the text come in pairs, and each doubles with every time that it is quoted. */
function closes(backslashes: number, level: QuoteLevel): boolean {
  return backslashes % (2 * (level + 1)) === level;
}
