import { ExactNumber, MARK, marked } from './exact-number.js';

/** Finds a JSON number with more digits than a JavaScript number may hold. It may also match inside a string. */
const SUSPECT = /[:,[]\s*-?\d[\d.]{15}/;
/**
 * Matches a string, which is skipped, or a number. A number with an exponent is not matched, because its digits are not
 * exact.
 */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<=^|[\s:,[])(-?(?:0|[1-9]\d*)(?:\.\d+)?)(?![\d.eE])/g;
const MARKED = /^\0exact:-?\d+(?:\.\d+)?$/;
const WRITTEN = /"\\u0000exact:(-?\d+(?:\.\d+)?)"/g;

/**
 * Like `JSON.parse`, but returns an {@link ExactNumber} for each number that a JavaScript number would change:
 * `90071992547409.91` would lose a cent. A text without such a number costs one search only.
 */
export function parseExact(text: string): unknown {
  if (!SUSPECT.test(text)) return JSON.parse(text);
  const kept = text.replace(TOKENS, (token: string, number?: string) =>
    number === undefined || isHeld(number) ? token : JSON.stringify(MARK + number),
  );
  if (kept === text) return JSON.parse(text);
  return JSON.parse(kept, (_, value: unknown) =>
    typeof value === 'string' && MARKED.test(value) ? new ExactNumber(value.slice(MARK.length)) : value,
  );
}

/** Like `JSON.stringify`, but writes all digits of the numbers that {@link parseExact} has read. */
export function stringifyExact(value: unknown): string {
  const text = marked(() => JSON.stringify(value));
  return text.includes('"\\u0000exact:') ? text.replace(WRITTEN, '$1') : text;
}

/** Whether a JavaScript number keeps all digits of the number. */
function isHeld(number: string): boolean {
  return digitsOf(String(Number(number))) === digitsOf(number);
}

function digitsOf(number: string): string {
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number;
}
