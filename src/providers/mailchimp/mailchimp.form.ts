/** Far more than any delivery has; what an unverified body may cost is bounded by it. */
const MOST_FIELDS = 2_000;

export interface MailchimpForm {
  /**
   * By name, the first of each. Names stay as they are, brackets and all: `data[merges][FNAME]`. In a map, so that no
   * name can reach a prototype.
   */
  fields: ReadonlyMap<string, string>;
  /** A name came twice, so that not everybody reads the same out of it. */
  isAmbiguous: boolean;
}

/** Reads an `application/x-www-form-urlencoded` body. @returns `null`: too many fields */
export function readForm(body: Buffer): MailchimpForm | null {
  const fields = new Map<string, string>();
  let isAmbiguous = false;
  const parts = body.toString('utf8').split('&', MOST_FIELDS + 1);
  if (parts.length > MOST_FIELDS) return null;
  for (const part of parts) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    if (fields.has(name)) isAmbiguous = true;
    else fields.set(name, equals < 0 ? '' : decode(part.slice(equals + 1)));
  }
  return { fields, isAmbiguous };
}

/** What is not encoded properly stays as it came. */
function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
