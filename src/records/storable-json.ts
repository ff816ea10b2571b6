/** An escaped backslash, a pair of surrogates, and what PostgreSQL refuses: NUL and half of a pair. */
const ESCAPES =
  /\\(?:\\|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u(?:0000|[dD][89a-fA-F][\da-fA-F]{2})))/g;
const SUSPECTS = ['\\u0000', '\\ud', '\\uD'];

/**
 * PostgreSQL's jsonb cannot hold NUL or half of a surrogate pair, and a provider's customer can be named with one. It
 * becomes U+FFFD, rather than failing its whole page at every try. Only an escape that is not itself escaped is one.
 */
export function storableJson(json: string): string {
  if (!SUSPECTS.some((suspect) => json.includes(suspect))) return json;
  return json.replace(ESCAPES, (match, refused?: string) => (refused ? '\\ufffd' : match));
}
