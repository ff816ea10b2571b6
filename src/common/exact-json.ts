import { ExactNumber, MARK, marked } from './exact-number.js';

/** A JSON number of so many digits that a JavaScript number may not hold it; finds some within strings too. */
const SUSPECT = /[:,[]\s*-?\d[\d.]{15}/;
/** A string, to be passed over, or such a number. An exponent says that the digits are no exact ones. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<=^|[\s:,[])(-?(?:0|[1-9]\d*)(?:\.\d+)?)(?![\d.eE])/g;
const MARKED = /^\0exact:-?\d+(?:\.\d+)?$/;
const WRITTEN = /"\\u0000exact:(-?\d+(?:\.\d+)?)"/g;

/**
 * As `JSON.parse`, with an {@link ExactNumber} for each number that a JavaScript number would change: of
 * `90071992547409.91` a cent is lost. Costs a search of the text where there is none.
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

/** As `JSON.stringify`, with all digits of what {@link parseExact} has read. */
export function stringifyExact(value: unknown): string {
  const text = marked(() => JSON.stringify(value));
  return text.includes('"\\u0000exact:') ? text.replace(WRITTEN, '$1') : text;
}

/** Whether the number has the same digits once it is a JavaScript number. */
function isHeld(number: string): boolean {
  return digitsOf(String(Number(number))) === digitsOf(number);
}

function digitsOf(number: string): string {
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number;
}
