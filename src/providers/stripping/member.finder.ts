import { isWord } from './unescaped.js';
import { backslashesBefore, isQuoteLevel, valueEnd, type QuoteLevel } from './json.value.js';

const BLANK = 32;
/** The rest of a word that is none of the names. */
const WORD = /\w*/y;

/** A member in JSON text. Positions are offsets into it. */
export interface FoundMember {
  name: string;
  level: QuoteLevel;
  /** Where its name begins, with the quote. */
  start: number;
  value: number;
  end: number;
}

/** Finds members by name in JSON text, also in JSON that a string of it quotes. */
export class MemberFinder {
  private readonly names: ReadonlySet<string>;
  private readonly longest: number;
  private readonly mark: RegExp;

  /** @param names of letters, digits and underscores */
  constructor(names: readonly string[]) {
    this.names = new Set(names);
    this.longest = Math.max(...names.map(({ length }) => length));
    this.mark = new RegExp(shortestOf(names).join('|'), 'g');
  }

  /** The first one that begins at `from` or after it. */
  next(text: string, from: number): FoundMember | null {
    const mark = this.mark;
    mark.lastIndex = from;
    for (let found = mark.exec(text); found; found = mark.exec(text)) {
      const member = this.memberAt(text, found.index, from);
      if (member) return member;
      WORD.lastIndex = mark.lastIndex;
      WORD.test(text);
      mark.lastIndex = WORD.lastIndex;
    }
    return null;
  }

  /** The member whose name lies around a position. */
  private memberAt(text: string, position: number, from: number): FoundMember | null {
    const begin = this.wordBegin(text, position, from);
    const after = this.wordEnd(text, begin);
    const name = text.slice(begin, after);
    if (text[begin - 1] !== '"' || !this.names.has(name)) return null;
    const level = backslashesBefore(text, begin - 1, from);
    const start = begin - 1 - level;
    const closing = text.indexOf('"', after);
    if (closing !== after + level || backslashesBefore(text, closing, after) !== level || !isQuoteLevel(level))
      return null;
    const colon = blankEnd(text, closing + 1, level);
    if (text[colon] !== ':' || (level > 0 && !followsBracketOrComma(text, start, level))) return null;
    const value = blankEnd(text, colon + 1, level);
    return { name, level, start, value, end: valueEnd(text, value, level) };
  }

  private wordBegin(text: string, position: number, from: number): number {
    const least = Math.max(from, position - this.longest);
    let at = position;
    while (at > least && isWord(text.charCodeAt(at - 1))) at--;
    return at;
  }

  private wordEnd(text: string, begin: number): number {
    const most = Math.min(text.length, begin + this.longest + 1);
    let at = begin;
    while (at < most && isWord(text.charCodeAt(at))) at++;
    return at;
  }
}

/** Those that are in all of the others: a text without any of them has none of the names. */
export function shortestOf(names: readonly string[]): string[] {
  return names.filter((name, at) => !names.some((other, i) => i !== at && name.includes(other) && name !== other));
}

/** Where the blanks that begin at `from` end. In a quoted JSON, line breaks are escaped. */
export function blankEnd(text: string, from: number, level: QuoteLevel): number {
  let at = from;
  for (;;) {
    while (at < text.length && text.charCodeAt(at) <= BLANK) at++;
    const escape = level > 0 ? escapedBlank(text, at) : 0;
    if (escape === 0) return at;
    at += escape;
  }
}

/** Where the blanks that end at `to` begin. */
export function blankBegin(text: string, to: number, from: number, level: QuoteLevel): number {
  let at = to;
  for (;;) {
    while (at > from && text.charCodeAt(at - 1) <= BLANK) at--;
    const escape = level > 0 && at > from && isBlankLetter(text[at - 1]) ? backslashesBefore(text, at - 1, from) : 0;
    if (escape === 0) return at;
    at -= escape + 1;
  }
}

function escapedBlank(text: string, at: number): number {
  let end = at;
  while (text[end] === '\\') end++;
  return end > at && isBlankLetter(text[end]) ? end + 1 - at : 0;
}

function isBlankLetter(letter: string | undefined): boolean {
  return letter === 'n' || letter === 'r' || letter === 't';
}

/** Otherwise somebody only writes of such a member. */
function followsBracketOrComma(text: string, start: number, level: QuoteLevel): boolean {
  const before = text[blankBegin(text, start, 0, level) - 1];
  return before === '{' || before === ',';
}
