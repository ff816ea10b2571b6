import { ConfigError } from '../config/config.error.js';

/** The migration login does not own the existing tables. */
export class ForeignTablesError extends ConfigError {
  constructor(login: string, owner: string) {
    super([
      `DATABASE_MIGRATION_URL: role "${owner}" owns the tables, not role "${login}": use the login of the owner, or change the owner (docs/operations.md)`,
    ]);
    this.name = 'ForeignTablesError';
  }
}
