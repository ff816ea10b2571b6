import type { DataSource } from 'typeorm';

/** Assumed when the login role is a superuser or may bypass row-level security (a development database, usually). */
export const SERVICE_ROLE = 'integration_service';

interface RoleFacts {
  name: string;
  unsafe: boolean;
}

const CURRENT_ROLE = `SELECT rolname AS name, (rolsuper OR rolbypassrls) AS unsafe FROM pg_roles WHERE rolname = current_user`;

/** @throws Error when row-level security would not bind this connection: the service does not start on it. */
export async function assertServiceRole(dataSource: DataSource): Promise<void> {
  const [role] = await dataSource.query<RoleFacts[]>(CURRENT_ROLE);
  if (!role || role.unsafe) throw unsafeRole(role);
}

/**
 * Whether connections must step down to {@link SERVICE_ROLE}; creates that role when so. Migrations then run as
 * it too, so that it owns what it works on and forced row-level security binds it.
 *
 * @param mayStepDown `false`: an unsafe role is refused instead, and nothing is created
 * @throws Error when it is refused
 */
export async function prepareServiceRole(dataSource: DataSource, mayStepDown: boolean): Promise<boolean> {
  const [role] = await dataSource.query<RoleFacts[]>(CURRENT_ROLE);
  if (!role?.unsafe) return false;
  if (!mayStepDown) throw unsafeRole(role);
  await dataSource.query(`DO $$ BEGIN
    CREATE ROLE ${SERVICE_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
  await dataSource.query(`GRANT ${SERVICE_ROLE} TO CURRENT_USER`);
  await dataSource.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${SERVICE_ROLE}`);
  return true;
}

function unsafeRole(role: RoleFacts | undefined): Error {
  return new Error(
    `DATABASE_URL: role "${role?.name}" is a superuser or has BYPASSRLS, so tenants would not be isolated; use an ordinary role that owns the database`,
  );
}
