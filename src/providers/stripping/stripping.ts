import { exceededBound } from '../../common/json-structure.js';
import { DocumentStripper, type StrippedDocuments } from './document.stripper.js';
import { LooseNames } from './loose.names.js';
import { shortestOf } from './member.finder.js';
import { MemberStripper, type StrippedMembers } from './member.stripper.js';
import { decoded, unescaped, unescapedWithin } from './unescaped.js';

/** A secret that is known by how it looks, wherever it is quoted. */
interface StrippedText {
  /** A piece of all such texts, of letters, digits and underscores: what does not hold it is not searched. */
  mark: string;
  pattern: RegExp;
  replacement: string;
}

/** What a provider sends and must not be stored. */
export interface StrippedFields {
  /** By name, at any depth. Names have letters, digits and underscores. */
  members: StrippedMembers;
  texts?: readonly StrippedText[];
  documents?: StrippedDocuments;
  /** Only in messages, where the name of the field is seldom quoted along. Must be global. */
  messages?: readonly RegExp[];
}

/** Another mechanism finds more than the one before: what is stored is looked through again. */
const MECHANISM = 1;
const OMITTED = '***';
/** Begins an ASCII character that is escaped. */
const ESCAPE = '\\u00';
/** Kept in place of a body. */
const WITHHELD = '[withheld: it holds, in some other encoding, what must not be stored]';
/** More is not parsed only to learn whether it is JSON. */
const PARSED = { depth: 200, nodes: 20_000 };

/**
 * Takes out of a provider's texts what must not be stored. Works on the text: it is linear, changes nothing else, finds
 * every copy of a repeated key, and returns a text without any of it as it is. What was stripped already is left alone.
 */
export class Stripping {
  private readonly members: MemberStripper | null;
  private readonly documents: DocumentStripper | null;
  private readonly loose: LooseNames | null;
  /** What has none of these names, and no escaped letter, holds nothing to strip: nearly all texts end here. */
  private readonly gate: RegExp | null;

  /** @param erasedTypes types of records that are about a person: once it is deleted, nothing of it is kept but its id */
  constructor(
    private readonly fields: StrippedFields,
    readonly erasedTypes: readonly string[] = [],
  ) {
    const names = Object.keys(fields.members);
    this.members = names.length > 0 ? new MemberStripper(fields.members) : null;
    this.documents = fields.documents ? new DocumentStripper(fields.documents) : null;
    this.loose = names.length > 0 ? new LooseNames(names) : null;
    const marks = shortestOf([...new Set(this.names())]).map((mark) => mark.replaceAll('.', '\\.'));
    this.gate = marks.length > 0 ? new RegExp(marks.join('|')) : null;
  }

  /** JSON text, of any number of objects. */
  json(text: string): string {
    if (!this.gate) return text;
    // Apart from the names: the longer the shortest of them is, the more of a text their search passes over.
    const isEscaped = text.includes(ESCAPE);
    if (!isEscaped && !this.gate.test(text)) return text;
    let stripped = this.withoutMembers(isEscaped ? unescaped(text) : text);
    if (this.documents) stripped = this.documents.strip(stripped);
    for (const { mark, pattern, replacement } of this.fields.texts ?? []) {
      if (stripped.includes(mark)) stripped = stripped.replace(pattern, replacement);
    }
    return stripped;
  }

  /** A parsed object. */
  object(value: Record<string, unknown>): Record<string, unknown> {
    const text = JSON.stringify(value);
    const stripped = this.json(text);
    return stripped === text ? value : (JSON.parse(stripped) as Record<string, unknown>);
  }

  /** What a provider says of a failure, or what we say of one of its texts. */
  message(text: string): string {
    const patterns = this.fields.messages ?? [];
    const said = patterns.reduce((rest, pattern) => rest.replace(pattern, OMITTED), this.json(text));
    return this.loose ? this.loose.mask(said) : said;
  }

  /** A delivery that can be read. All other bytes stay unchanged, whether they are text or not. */
  body(bytes: Buffer): Buffer {
    return stripped(bytes, (text) => this.json(text));
  }

  /**
   * A delivery that cannot be read. One that is JSON all the same loses what any other would. Of one that is not, only
   * what stands before the first name of a member is kept; nothing, when the names are in another encoding.
   */
  unreadableBody(bytes: Buffer): Buffer {
    return stripped(bytes, (text) => this.unreadable(text));
  }

  /** Texts without any of these hold nothing to strip. */
  marks(): string[] {
    const names = this.names();
    return names.length > 0 ? [...names, 'u00'] : [];
  }

  /** Names the rules: another text stands for other rules. */
  fingerprint(): string {
    const describe = (_: string, value: unknown) => (value instanceof RegExp ? String(value) : value);
    return `${MECHANISM} ${JSON.stringify(this.fields, describe)}`;
  }

  private names(): string[] {
    const { members, texts = [], documents } = this.fields;
    return [...Object.keys(members), ...texts.map(({ mark }) => mark), ...Object.keys(documents?.kinds ?? {})];
  }

  private withoutMembers(text: string): string {
    if (!this.members) return text;
    const stripped = this.members.strip(text);
    if (!stripped.includes('\\\\u00')) return stripped;
    const within = unescapedWithin(stripped);
    const again = this.members.strip(within);
    return again === within ? stripped : again;
  }

  private unreadable(text: string): string {
    if (!this.loose) return this.json(text);
    if (this.isHarmless(text) || isJson(text)) return this.json(text);
    const beginning = this.json(this.loose.cut(text, (start) => this.documents?.strip(start) ?? start));
    return this.isHarmless(beginning) ? beginning : WITHHELD;
  }

  /** Whether none of the names is in it, as it is or decoded. */
  private isHarmless(text: string): boolean {
    const plain = decoded(text);
    return !this.loose!.areIn(text) && (plain === text || (!this.loose!.areIn(plain) && this.json(plain) === plain));
  }
}

/** Each byte as a character, so that none is lost. */
function stripped(bytes: Buffer, strip: (text: string) => string): Buffer {
  const text = bytes.toString('latin1');
  const result = strip(text);
  return result === text ? bytes : Buffer.from(result, 'latin1');
}

function isJson(text: string): boolean {
  if (exceededBound(Buffer.from(text, 'latin1'), PARSED)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
