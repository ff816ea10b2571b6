const OMITTED = '***';
/** What may follow a name in a sentence: something quoted, something after a sign, or a word with a digit. */
const VALUES = /(["'`])(?:(?!\1).)+\1|([=:]\s*\\*)[^\s"'`,;*\\]+|\b(?=[a-z_-]{0,60}\d)[\w*-]{5,}/gi;

/** Finds names of members where no JSON says where one begins and ends: in sentences, forms, or what was cut off. */
export class LooseNames {
  private readonly pattern: RegExp;

  /** @param names as JSON has them; they are found in any case, and with a hyphen, a blank or nothing in between */
  constructor(names: readonly string[]) {
    const words = names.map((name) => name.toLowerCase().replaceAll('_', '[-_ ]?'));
    this.pattern = new RegExp(`(?<![a-z0-9])(?:${words.join('|')})(?![a-z0-9])(?!\\*{3}$)`);
  }

  areIn(text: string): boolean {
    return this.find(text) !== null;
  }

  /**
   * The end of the value is unknown, so everything after the first of the names is removed.
   * @param strip gets the rest, and the character after it: its quote shows that a name is a text
   */
  cut(text: string, strip: (beginning: string) => string): string {
    const after = this.firstEnd(text);
    return after < 0 ? text : strip(text.slice(0, after + 1)).slice(0, -1) + OMITTED;
  }

  /** Leaves the sentence, without what looks like a value. */
  mask(sentence: string): string {
    const after = this.firstEnd(sentence);
    return after < 0 ? sentence : sentence.slice(0, after) + sentence.slice(after).replace(VALUES, `$2${OMITTED}`);
  }

  /** A few letters change their length with their case, and then the case stays. */
  private find(text: string): RegExpExecArray | null {
    const lower = text.toLowerCase();
    return this.pattern.exec(lower.length === text.length ? lower : text);
  }

  private firstEnd(text: string): number {
    const found = this.find(text);
    return found ? found.index + found[0].length : -1;
  }
}
