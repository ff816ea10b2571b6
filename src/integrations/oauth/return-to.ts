const MAX_LENGTH = 2_000;
/** Some servers take these for what they stand for, and would leave the allowed folder. */
const HIDDEN_SEPARATOR = /%(2f|5c)/i;

/**
 * The URL, as every browser will read it, if it lies under one of the allowed prefixes: the same origin, and a path
 * that is the prefix's own or below it. `undefined`: it does not.
 */
export function allowedReturnTo(value: string, prefixes: readonly string[]): string | undefined {
  if (value.length > MAX_LENGTH || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  if (url.username || url.password || HIDDEN_SEPARATOR.test(url.pathname)) return undefined;
  return prefixes.some((prefix) => isUnder(url, new URL(prefix))) ? url.href : undefined;
}

/** What the page is to know, in its query; whatever it had of the same name is replaced. */
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
