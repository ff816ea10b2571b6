/** A preference ends at a comma outside a quoted string. */
const PREFERENCES = /(?:[^,"]|"(?:\\.|[^"\\])*"?)+/g;
const NAME = /^\s*wait\s*(?:[=;]|$)/i;
const WAIT = /^\s*wait\s*=\s*("?)(\d+)\1\s*(?:;|$)/i;

/**
 * How long a caller is ready to wait, seconds: `wait` of the header `Prefer` (RFC 7240), at most `most`. The first one
 * counts. `null`: there is none, or it is malformed, and is ignored like any preference that is not known.
 */
export function preferredWait(prefer: string | readonly string[] | undefined, most: number): number | null {
  const header = typeof prefer === 'string' ? prefer : (prefer ?? []).join(',');
  const preference = header.match(PREFERENCES)?.find((text) => NAME.test(text));
  const seconds = preference && WAIT.exec(preference)?.[2];
  return seconds ? Math.min(Number(seconds), most) : null;
}
