// Without the partner that makes it a character, a surrogate is no text.
const NOT_TEXT = /\0|\p{Surrogate}/u;
const ALL_NOT_TEXT = /\0|\p{Surrogate}/gu;
const REPLACEMENT = '\ufffd';

/** Whether PostgreSQL can hold it as it is: it takes neither NUL nor half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !NOT_TEXT.test(text);
}

/** With U+FFFD for what PostgreSQL cannot hold; text without any is returned as it is. */
export function toStorableText(text: string): string {
  return isStorableText(text) ? text : text.replace(ALL_NOT_TEXT, REPLACEMENT);
}
