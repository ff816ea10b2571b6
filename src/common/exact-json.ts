import { ExactNumber, MARK, marked } from './exact-number.js';

/**
 * Finds a JSON number that a JavaScript number may not hold: with many digits, or a large exponent. It may also match inside a
 * string.
 */
const SUSPECT = /[:,[]\s*-?\d(?:[\d.]{15}|[\d.]*[eE][+-]?\d{3})/;
/** Matches a string, which is skipped, or a number. PostgreSQL keeps no number with an exponent of many digits. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<=^|[\s:,[])(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)(?![\d.eE])/g;
const MARKED = /^\0exact:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WRITTEN = /"\\u0000exact:(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"/g;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * Like `JSON.parse`, but returns an {@link ExactNumber} for each number that a JavaScript number would change:
 * `90071992547409.91` would lose a cent. A text without such a number costs one search only.
 * @param isSuspect whether such a number may be in the text, if the caller knows
 */
export function parseExact(text: string, isSuspect: boolean = SUSPECT.test(text)): unknown {
  if (!isSuspect) return JSON.parse(text);
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
  return valueOf(String(Number(number))) === valueOf(number);
}

/** All that are the same number have the same text. @returns `null` for what is none, such as infinity */
function valueOf(number: string): string | null {
  const match = DECIMAL.exec(number);
  if (!match) return null;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`;
}
