/** Begins the text that stands for such a number while JSON is read or written: no vendor begins a text with NUL. */
export const MARK = '\0exact:';

let isWritingExactly = false;

/**
 * A number of a JSON text that a JavaScript number cannot hold: `90071992547409.91`. It calculates and serialises as the
 * nearest number; `digits` are what the text said.
 */
export class ExactNumber extends Number {
  constructor(readonly digits: string) {
    super(digits);
  }

  toJSON(): number | string {
    return isWritingExactly ? MARK + this.digits : Number(this);
  }
}

/** Serialises within `write` with all digits, marked. */
export function marked(write: () => string): string {
  isWritingExactly = true;
  try {
    return write();
  } finally {
    isWritingExactly = false;
  }
}
