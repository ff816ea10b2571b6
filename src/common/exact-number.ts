/**
 * Prefix of the string that replaces an exact number while JSON is read or written. No vendor sends a text that begins
 * with NUL.
 */
export const MARK = '\0exact:';

let isWritingExactly = false;

/**
 * A number of a JSON text that a JavaScript number cannot hold, for example `90071992547409.91`. Calculations and
 * `JSON.stringify` use the nearest JavaScript number. `digits` has the exact text.
 */
export class ExactNumber extends Number {
  constructor(readonly digits: string) {
    super(digits);
  }

  toJSON(): number | string {
    return isWritingExactly ? MARK + this.digits : Number(this);
  }
}

/** Within `write`, exact numbers are serialised as marked strings with all digits. */
export function marked(write: () => string): string {
  isWritingExactly = true;
  try {
    return write();
  } finally {
    isWritingExactly = false;
  }
}
