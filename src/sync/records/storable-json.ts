const NUL_ESCAPE = '\\u0000';

/**
 * PostgreSQL's jsonb cannot hold NUL, and a provider's customer can be named with one. It becomes U+FFFD, rather
 * than failing its whole page for ever. Only an escape that is not itself escaped is one.
 */
export function storableJson(json: string): string {
  if (!json.includes(NUL_ESCAPE)) return json;
  return json.replace(/(\\*)\\u0000/g, (match, slashes: string) =>
    slashes.length % 2 === 0 ? `${slashes}\\ufffd` : match,
  );
}
