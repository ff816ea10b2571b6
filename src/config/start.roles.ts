/**
 * Whether this process serves the API. It is read before the configuration and without imports, because V8 flags must
 * be set before any module is loaded. The configuration reports an invalid `ROLES` later.
 */
export function servesApi(source: Readonly<Record<string, string | undefined>>): boolean {
  const roles = source.ROLES?.trim();
  return !roles || roles.split(',').some((role) => role.trim() === 'api');
}
