// `\p{Surrogate}` matches an unpaired surrogate only.
const NOT_TEXT = /\0|\p{Surrogate}/u;
const ALL_NOT_TEXT = /\0|\p{Surrogate}/gu;
const REPLACEMENT = '\ufffd';

/** Whether PostgreSQL can store the text. It stores neither NUL nor an unpaired surrogate. */
export function isStorableText(text: string): boolean {
  return !NOT_TEXT.test(text);
}

/** With U+FFFD for what PostgreSQL cannot hold; text without any is returned as it is. */
export function toStorableText(text: string): string {
  return isStorableText(text) ? text : text.replace(ALL_NOT_TEXT, REPLACEMENT);
}
