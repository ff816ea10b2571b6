import { isUtf8 } from 'node:buffer';

export interface MailchimpForm {
  /**
   * By name, the first of each. Names stay as they are, brackets and all: `data[merges][FNAME]`. In a map, so that no
   * name can reach a prototype.
   */
  fields: ReadonlyMap<string, string>;
  /** A name appears twice, so two readers can understand the form differently. */
  isAmbiguous: boolean;
}

const PERCENT = 0x25;

/** Reads an `application/x-www-form-urlencoded` body. @returns `null`: it has more than `mostFields` */
export function readForm(body: Buffer, mostFields: number): MailchimpForm | null {
  const fields = new Map<string, string>();
  let isAmbiguous = false;
  const parts = body.toString('utf8').split('&', mostFields + 1);
  if (parts.length > mostFields) return null;
  for (const part of parts) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    if (fields.has(name)) isAmbiguous = true;
    else fields.set(name, equals < 0 ? '' : decode(part.slice(equals + 1)));
  }
  return { fields, isAmbiguous };
}

/**
 * What is not encoded properly stays as it came. `decodeURIComponent` would throw for it, which takes so long that
 * thousands of such fields would hold up everything else.
 */
function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  const bytes = Buffer.from(spaced);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i] as number;
    if (byte === PERCENT) {
      byte = (hexDigit(bytes[i + 1]) << 4) | hexDigit(bytes[i + 2]);
      if (byte < 0) return spaced;
      i += 2;
    }
    bytes[length++] = byte;
  }
  const decoded = bytes.subarray(0, length);
  return isUtf8(decoded) ? decoded.toString('utf8') : spaced;
}

/** -1 where it is none. */
function hexDigit(code = 0): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
