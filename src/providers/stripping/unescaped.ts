import { backslashesBefore } from './json.value.js';

const ESCAPE = 'u00';
const PERCENT = 37;

/** JSON text in which no letter, digit or underscore is escaped: names can be written that way. */
export function unescaped(json: string): string {
  return withCharacters(json, (backslashes) => (backslashes % 2 === 1 ? 1 : 0));
}

/** The same for JSON that strings of it quote, however often. Changes what merely looks like it. */
export function unescapedWithin(json: string): string {
  return withCharacters(json, (backslashes) => backslashes);
}

/** Text of any kind after decoding of forms, escapes and UTF-16. @param text a character for each byte */
export function decoded(text: string): string {
  if (!/[%\0]|\\u00/.test(text)) return text;
  return percentDecoded(percentDecoded(unescapedWithin(text).replaceAll('\0', '')));
}

/** @param escape how many of the backslashes in front of `u00XX` are a part of it; 0: it is none */
function withCharacters(text: string, escape: (backslashes: number) => number): string {
  let done = '';
  let at = 0;
  for (let mark = text.indexOf(ESCAPE); mark >= 0; mark = text.indexOf(ESCAPE, mark + 1)) {
    const length = escape(backslashesBefore(text, mark, at));
    const code = length > 0 ? codeAt(text, mark + ESCAPE.length) : 0;
    if (!isWord(code)) continue;
    done += text.slice(at, mark - length) + String.fromCharCode(code);
    at = mark + ESCAPE.length + 2;
  }
  return at === 0 ? text : done + text.slice(at);
}

function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  const bytes = Buffer.from(text, 'latin1');
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const code = bytes[i] === PERCENT ? codeOf(bytes[i + 1], bytes[i + 2]) : 0;
    bytes[length++] = code > 0 ? code : bytes[i]!;
    if (code > 0) i += 2;
  }
  return bytes.toString('latin1', 0, length);
}

function codeAt(text: string, at: number): number {
  return codeOf(text.charCodeAt(at), text.charCodeAt(at + 1));
}

/** Of two hexadecimal digits; 0: they are none. */
function codeOf(high: number | undefined, low: number | undefined): number {
  const [first, second] = [digit(high), digit(low)];
  return first < 0 || second < 0 ? 0 : first * 16 + second;
}

function digit(code = 0): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** Letters, digits and the underscore, by their code. */
export function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}
