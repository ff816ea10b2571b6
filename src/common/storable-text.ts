// Without the partner that makes it a character, a surrogate is no text.
const NOT_TEXT = /\0|\p{Surrogate}/u;

/** Whether PostgreSQL can hold it as it is: it takes neither NUL nor half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !NOT_TEXT.test(text);
}
