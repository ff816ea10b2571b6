import { ConfigError } from '../config/config.error.js';

/** The migration login does not own the existing tables. */
export class ForeignTablesError extends ConfigError {
  constructor(login: string, owner: string) {
    super([
      `DATABASE_MIGRATION_URL: role "${login}" does not own the tables, role "${owner}" does: use that login, or hand them over (docs/operations.md)`,
    ]);
    this.name = 'ForeignTablesError';
  }
}
