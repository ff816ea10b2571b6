import { isObjectsText, valueEnd } from './json.value.js';

/**
 * What happens to a member wherever it stands. `remove`: it goes. `removeObjects`: it goes if there is an object in it;
 * a list of mere ids of that name stays. `lastFour`: of its text the last four characters stay.
 */
type StrippedMember = 'remove' | 'removeObjects' | 'lastFour';

export type StrippedMembers = Readonly<Record<string, StrippedMember>>;

/** Finds members by name in JSON text. */
export class MemberStripper {
  private readonly names: readonly string[];
  private readonly pattern: RegExp;

  constructor(private readonly members: StrippedMembers) {
    this.names = Object.keys(members);
    // A quote that opens a name follows one of these; within a string, a quote follows a backslash.
    this.pattern = new RegExp(`(?<=^|[{,\\s])"(${this.names.join('|')})"\\s*:\\s*`, 'g');
  }

  strip(text: string): string {
    if (!this.names.some((name) => text.includes(`${name}"`))) return text;
    const pattern = new RegExp(this.pattern);
    let done = '';
    let at = 0;
    for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
      const start = pattern.lastIndex;
      const end = valueEnd(text, start);
      const kind = this.members[found[1]!]!;
      if (kind === 'removeObjects' && !isObjectsText(text.slice(start, end))) continue;
      if (kind === 'lastFour') {
        done += text.slice(at, start) + lastFour(text.slice(start, end));
        at = end;
      } else {
        const comma = lastVisible(text, at, found.index);
        const isFirst = comma < at || text[comma] !== ',';
        done += text.slice(at, isFirst ? found.index : comma);
        at = isFirst ? afterComma(text, end) : end;
      }
      pattern.lastIndex = at;
    }
    return at === 0 ? text : done + text.slice(at);
  }
}

/** Position of the last character of `[from, to)` that is no blank; before `from` if there is none. */
function lastVisible(text: string, from: number, to: number): number {
  let at = to - 1;
  while (at >= from && text.charCodeAt(at) <= 32) at--;
  return at;
}

function afterComma(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at++;
  return text[at] === ',' ? at + 1 : from;
}

function lastFour(json: string): string {
  if (/^-?\d+$/.test(json)) return JSON.stringify(json.slice(-4));
  if (!json.startsWith('"')) return 'null';
  const inner = json.endsWith('"') ? json.slice(1, -1) : '';
  return /^[\w .-]*$/.test(inner) ? `"${inner.slice(-4)}"` : 'null';
}
