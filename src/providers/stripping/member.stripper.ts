import { holdsObject } from './json.value.js';
import { blankBegin, blankEnd, MemberFinder, type FoundMember } from './member.finder.js';

/**
 * What happens to a member wherever it stands. `remove`: it goes. `removeObjects`: it goes if there is an object in it;
 * a list of mere ids of that name stays. `lastFour`: of its text the last four characters stay.
 */
type StrippedMember = 'remove' | 'removeObjects' | 'lastFour';

export type StrippedMembers = Readonly<Record<string, StrippedMember>>;

/** A piece of text, and what comes in its place. */
interface Hole {
  start: number;
  end: number;
  filling?: string;
}

const KEPT = 4;
const NUMBER_LIKE = /[\w .-]*/y;

/** Takes members out of JSON text by name. Linear, and every other byte stays. */
export class MemberStripper {
  private readonly finder: MemberFinder;

  constructor(private readonly members: StrippedMembers) {
    this.finder = new MemberFinder(Object.keys(members));
  }

  strip(text: string): string {
    const kept: string[] = [];
    let at = 0;
    for (let member = this.finder.next(text, 0); member;) {
      const hole = this.holeFor(text, member, at);
      if (hole) {
        kept.push(text.slice(at, hole.start));
        if (hole.filling !== undefined) kept.push(hole.filling);
        at = hole.end;
      }
      member = this.finder.next(text, hole ? Math.max(member.end, at) : afterKept(text, member));
    }
    if (at === 0) return text;
    kept.push(text.slice(at));
    return kept.join('');
  }

  /** @param from where the former hole has ended */
  private holeFor(text: string, member: FoundMember, from: number): Hole | null {
    const kind = this.members[member.name];
    if (kind === 'lastFour') return firstOf(text, member);
    return kind === 'remove' || holdsObject(text.slice(member.value, member.end)) ? wholeOf(text, member, from) : null;
  }
}

/** A string that stays can quote JSON, so its content is searched. A list that stays holds no object. */
function afterKept(text: string, { value, end, level }: FoundMember): number {
  const inside = value + level + 1;
  return text[inside - 1] === '"' ? inside : end;
}

/** The member with one of the commas beside it. */
function wholeOf(text: string, { start, end, level }: FoundMember, from: number): Hole {
  const before = blankBegin(text, start, from, level) - 1;
  if (before >= from && text[before] === ',') return { start: before, end };
  const after = blankEnd(text, end, level);
  return { start, end: text[after] === ',' ? after + 1 : end };
}

/** All but the last characters of its text. */
function firstOf(text: string, { value, end, level }: FoundMember): Hole {
  const start = value + level + 1;
  const close = end - level - 1;
  const isText = text[start - 1] === '"' && close >= start && text[end - 1] === '"' && isNumberLike(text, start, close);
  if (isText) return { start, end: Math.max(start, close - KEPT) };
  const json = text.slice(value, end);
  const quote = `${'\\'.repeat(level)}"`;
  return { start: value, end, filling: /^-?\d+$/.test(json) ? quote + json.slice(-KEPT) + quote : 'null' };
}

/** Letters, digits, and what people put in between: nothing that stands for another character. */
function isNumberLike(text: string, from: number, to: number): boolean {
  NUMBER_LIKE.lastIndex = from;
  NUMBER_LIKE.test(text);
  return NUMBER_LIKE.lastIndex === to;
}
