import type { TestDatabase } from './database.js';

/** The environment of an installation with a single login. Here it is the login that owns the tables. */
export function singleLogin({ migrationUrl }: TestDatabase): Record<string, string> {
  return { DATABASE_URL: migrationUrl, DATABASE_API_URL: '', DATABASE_MIGRATION_URL: '' };
}
