import type { FieldError } from './app.error.js';

/** A caller mends a few faults at a time; what it sent must not come back to it a hundredfold. */
const MOST_ERRORS = 20;
const MOST_BYTES_OF_ERRORS = 2_500;
/** Characters that need escapes take up to six bytes each, so both are bounded. */
const FIELD = { characters: 100, bytes: 400 };
const TEXT = { characters: 300, bytes: 600 };

/** As many errors as an answer lists, with names and messages of bounded length. */
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
    // Never within a surrogate pair.
    const shortened = `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
    if (bytesOf(shortened) <= most.bytes) return shortened;
    length = Math.floor(length * 0.8);
  }
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
