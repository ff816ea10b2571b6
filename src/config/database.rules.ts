import type { Environment } from './environment.schema.js';

/** A login beside the embedded database's own would be of another database. */
export function databaseProblems(e: Environment): string[] {
  if (e.DATABASE_URL) return [];
  return (['DATABASE_API_URL', 'DATABASE_MIGRATION_URL'] as const)
    .filter((name) => e[name])
    .map((name) => `${name} is set and DATABASE_URL is missing`);
}
