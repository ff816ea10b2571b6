// `\p{Surrogate}` matches an unpaired surrogate only.
const NOT_TEXT = /\0|\p{Surrogate}/u;

/** Whether PostgreSQL can store the text. It stores neither NUL nor an unpaired surrogate. */
export function isStorableText(text: string): boolean {
  return !NOT_TEXT.test(text);
}
