/**
 * Whether this process answers requests of the API. Read ahead of the configuration, and with nothing imported for
 * it: V8 has to be told before any module is loaded. What is wrong with `ROLES`, the configuration says later.
 */
export function servesApi(source: Readonly<Record<string, string | undefined>>): boolean {
  const roles = source.ROLES?.trim();
  return !roles || roles.split(',').some((role) => role.trim() === 'api');
}
