import { holdersOf, valueEnd } from './json.value.js';
import { MemberStripper, type StrippedMembers } from './member.stripper.js';

/** Documents that say what they are, and what they and their neighbours lose. */
export interface StrippedDocuments {
  /** The member whose text says it. */
  discriminator: string;
  kinds: Readonly<Record<string, StrippedMembers>>;
}

/**
 * Takes members out of documents of some kinds. Also out of what holds such a document: an event has the former values
 * beside the document itself.
 */
export class DocumentStripper {
  private readonly pattern: RegExp;
  private readonly strippers: ReadonlyMap<string, MemberStripper>;

  constructor({ discriminator, kinds }: StrippedDocuments) {
    const names = Object.keys(kinds).map((kind) => kind.replaceAll('.', '\\.'));
    this.pattern = new RegExp(`"${discriminator}"\\s*:\\s*"(${names.join('|')})"`, 'g');
    this.strippers = new Map(Object.entries(kinds).map(([kind, members]) => [kind, new MemberStripper(members)]));
  }

  strip(text: string): string {
    let stripped = text;
    let positions = this.positionsIn(text);
    for (const kind of positions.keys()) {
      if (stripped !== text) positions = this.positionsIn(stripped);
      stripped = this.stripKind(stripped, this.strippers.get(kind)!, positions.get(kind) ?? []);
    }
    return stripped;
  }

  private positionsIn(text: string): Map<string, number[]> {
    const positions = new Map<string, number[]>();
    for (const { 1: kind = '', index } of text.matchAll(this.pattern)) {
      const known = positions.get(kind);
      if (known) known.push(index);
      else positions.set(kind, [index]);
    }
    return positions;
  }

  private stripKind(text: string, stripper: MemberStripper, positions: readonly number[]): string {
    let done = '';
    let at = 0;
    for (const start of holdersOf(text, positions)) {
      if (start < at) continue;
      const end = valueEnd(text, start);
      done += text.slice(at, start) + stripper.strip(text.slice(start, end));
      at = end;
    }
    return done + text.slice(at);
  }
}
