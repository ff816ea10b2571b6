// `\p{Surrogate}` matches an unpaired surrogate only.
const ALL_NOT_TEXT = /\0|\p{Surrogate}/gu;
const REPLACEMENT = '\ufffd';

/**
 * Whether PostgreSQL can store the text. It stores neither NUL nor an unpaired surrogate. Every text that comes in is checked,
 * and this takes a tenth of the time of a regular expression.
 */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** With U+FFFD for what PostgreSQL cannot hold; text without any is returned as it is. */
export function toStorableText(text: string): string {
  return isStorableText(text) ? text : text.replace(ALL_NOT_TEXT, REPLACEMENT);
}
