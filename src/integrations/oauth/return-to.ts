const MAX_LENGTH = 2_000;
/** Encoded slashes and backslashes. Some servers decode them, and the path would leave the allowed folder. */
const HIDDEN_SEPARATOR = /%(2f|5c)/i;

/**
 * Returns the URL, normalised as browsers do, if it is below one of the allowed prefixes: the same origin, and the path
 * of the prefix or one below it. Otherwise `undefined`.
 */
export function allowedReturnTo(value: string, prefixes: readonly string[]): string | undefined {
  if (value.length > MAX_LENGTH || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  if (url.username || url.password || HIDDEN_SEPARATOR.test(url.pathname)) return undefined;
  return prefixes.some((prefix) => isUnder(url, new URL(prefix))) ? url.href : undefined;
}

/** Adds the outcome to the query of the URL, and replaces parameters of the same name. */
export function returnUrl(returnTo: string, outcome: { integrationId: string } | { error: string }): string {
  const url = new URL(returnTo);
  for (const name of ['integrationId', 'error']) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(outcome)) url.searchParams.set(name, value);
  return url.href;
}

function isUnder(url: URL, prefix: URL): boolean {
  const folder = prefix.pathname.replace(/\/+$/, '');
  return url.origin === prefix.origin && (url.pathname === folder || url.pathname.startsWith(`${folder}/`));
}
