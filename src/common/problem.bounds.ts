import type { FieldError } from './app.error.js';

/**
 * Limits of the errors in one response. A person corrects a few errors at a time, and a response must not be much
 * larger than its request.
 */
const MOST_ERRORS = 20;
const MOST_BYTES_OF_ERRORS = 2_500;
/** Both are limited, because a character that needs an escape takes up to six bytes. */
const FIELD = { characters: 100, bytes: 400 };
const TEXT = { characters: 300, bytes: 600 };

/** Returns the first errors up to the limits, with shortened names and messages. */
export function boundedErrors(errors: readonly FieldError[]): FieldError[] {
  const bounded: FieldError[] = [];
  let bytes = 0;
  for (const { field, message } of errors.slice(0, MOST_ERRORS)) {
    const error = { field: cut(field, FIELD), message: boundedText(message) };
    bytes += bytesOf(error);
    if (bytes > MOST_BYTES_OF_ERRORS) break;
    bounded.push(error);
  }
  return bounded;
}

export function boundedText(text: string): string {
  return cut(text, TEXT);
}

function cut(text: string, most: { characters: number; bytes: number }): string {
  let length = Math.min(text.length, most.characters);
  if (length === text.length && bytesOf(text) <= most.bytes) return text;
  for (;;) {
    // Does not cut within a surrogate pair.
    const shortened = `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
    if (bytesOf(shortened) <= most.bytes) return shortened;
    length = Math.floor(length * 0.8);
  }
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
