import { Client, escapeIdentifier, escapeLiteral } from 'pg';

export interface LoginRole {
  user: string;
  password: string;
  database: string;
}

/**
 * The service's role and database, made or brought up to date at each start. The role owns the database but is
 * bound by row-level security; it may create databases, so that tests can clone a migrated template.
 */
export async function ensureLoginRole(adminUrl: string, role: LoginRole): Promise<void> {
  const admin = new Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await admin.connect();
  try {
    const user = escapeIdentifier(role.user);
    const roles = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role.user]);
    if (roles.rowCount === 0) await admin.query(`CREATE ROLE ${user}`);
    await admin.query(
      `ALTER ROLE ${user} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB PASSWORD ${escapeLiteral(role.password)}`,
    );
    const databases = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [role.database]);
    if (databases.rowCount === 0) {
      await admin.query(`CREATE DATABASE ${escapeIdentifier(role.database)} OWNER ${user}`);
    }
  } finally {
    await admin.end();
  }
}
