import { MemberStripper, type StrippedMembers } from './member.stripper.js';

/** A secret that is known by how it looks, wherever it is quoted. */
interface StrippedText {
  /** A piece of all such texts: what does not hold it is not searched. */
  mark: string;
  pattern: RegExp;
  replacement: string;
}

/** What a provider sends and must not be stored. */
export interface StrippedFields {
  /** By name, at any depth. */
  members: StrippedMembers;
  texts?: readonly StrippedText[];
  /** Documents that say what they are (`mark` in quotes, found by `pattern`) and lose further members. */
  documents?: readonly { mark: string; pattern: RegExp; members: StrippedMembers }[];
  /** Only in messages, where the name of the field is seldom quoted along. Must be global. */
  messages?: readonly RegExp[];
}

const OMITTED = '***';
/** Letters, digits and the underscore, escaped without need: names can be written that way. */
const ESCAPES = /\\(?:[^u]|u00(3\d|[46][\da-f]|5[\daf]|7[\da])|u)/gi;

/**
 * Takes out of a provider's texts what must not be stored. Works on the text: it is linear, changes nothing else, and a
 * text without any of it is returned as it is. What was stripped already is left alone.
 */
export class Stripping {
  private readonly members: MemberStripper;
  private readonly loose: RegExp | null;

  constructor(private readonly fields: StrippedFields) {
    this.members = new MemberStripper(fields.members);
    this.loose = looselyNamed(Object.keys(fields.members));
  }

  /** JSON text, of any number of objects. */
  json(text: string): string {
    const { texts = [], documents = [] } = this.fields;
    let stripped = this.members.strip(text.includes('\\u00') ? unescaped(text) : text);
    for (const { mark, pattern, members } of documents) {
      if (!stripped.includes(`"${mark}"`) || !pattern.test(stripped)) continue;
      stripped = new MemberStripper(members).strip(stripped);
    }
    for (const { mark, pattern, replacement } of texts) {
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

  /** Whatever it is: a message, or a delivery that nobody can parse. */
  anything(text: string): string {
    const stripped = this.json(text);
    return this.loose ? stripped.replace(this.loose, `$1${OMITTED}`) : stripped;
  }

  /** What a provider says of a failure. */
  message(text: string): string {
    return (this.fields.messages ?? []).reduce((said, pattern) => said.replace(pattern, OMITTED), this.anything(text));
  }

  /** @param isJson otherwise nobody can parse it. Every byte that is left stays as it is, be it text or not. */
  bytes(body: Buffer, isJson: boolean): Buffer {
    const text = body.toString('latin1');
    const stripped = isJson ? this.json(text) : this.anything(text);
    return stripped === text ? body : Buffer.from(stripped, 'latin1');
  }

  /** Texts without any of these hold nothing to strip. */
  marks(): string[] {
    const { members, texts = [], documents = [] } = this.fields;
    const names = Object.keys(members);
    if (names.length + texts.length === 0) return [];
    return [...names, ...[...texts, ...documents].map(({ mark }) => mark), 'u00'];
  }

  /** Names the rules: another text stands for other rules. */
  fingerprint(): string {
    const describe = (_: string, value: unknown) => (value instanceof RegExp ? String(value) : value);
    return JSON.stringify(this.fields, describe);
  }
}

function unescaped(text: string): string {
  return text.replace(ESCAPES, (match, code?: string) => (code ? String.fromCharCode(parseInt(code, 16)) : match));
}

/** `name=value`, `name: "value"`, `\"name\":\"value\"` and their like. */
function looselyNamed(names: readonly string[]): RegExp | null {
  if (names.length === 0) return null;
  const quote = `(?:\\\\*["'])?`;
  return new RegExp(`((?<![a-z_])(?:${names.join('|')})${quote}\\s*[:=]\\s*${quote})[^\\s"'\\\\,;&{}[\\]]{5,}`, 'gi');
}
