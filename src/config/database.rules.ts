import type { Environment } from './environment.schema.js';

/**
 * DATABASE_API_URL and DATABASE_MIGRATION_URL need DATABASE_URL. Without it, the embedded database runs, and they would
 * lead to another one.
 */
export function databaseProblems(e: Environment): string[] {
  if (e.DATABASE_URL) return [];
  return (['DATABASE_API_URL', 'DATABASE_MIGRATION_URL'] as const)
    .filter((name) => e[name])
    .map((name) => `${name} is set and DATABASE_URL is missing`);
}
