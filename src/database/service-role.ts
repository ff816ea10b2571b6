import type { DataSource } from 'typeorm';
import { ConfigError } from '../config/config.error.js';

/**
 * The role that connections assume if the login role is a superuser or may bypass row-level security. This is usually a
 * development database.
 */
export const SERVICE_ROLE = 'integration_service';

export interface RoleFacts {
  name: string;
  unsafe: boolean;
  /** The role owns the service's tables, or has the rights of their owner. */
  ownsTables: boolean;
}

const CURRENT_ROLE = `
  SELECT r.rolname AS name, (r.rolsuper OR r.rolbypassrls) AS unsafe,
    coalesce(pg_has_role(c.relowner, 'MEMBER'), false) AS "ownsTables"
  FROM pg_roles r LEFT JOIN pg_class c ON c.oid = to_regclass('public.integrations') WHERE r.rolname = current_user`;

/** @throws Error when row-level security would not apply to this connection; the service then does not start. */
export async function assertServiceRole(dataSource: DataSource, variable = 'DATABASE_URL'): Promise<RoleFacts> {
  const [role] = await dataSource.query<RoleFacts[]>(CURRENT_ROLE);
  if (!role || role.unsafe) throw unsafeRole(variable, role);
  return role;
}

/**
 * Whether connections must assume {@link SERVICE_ROLE}. Creates that role if so. Migrations then run as this role too,
 * so it owns the tables, and forced row-level security applies to it. It is not used with separate logins for the API
 * and the owner.
 */
export async function prepareServiceRole(dataSource: DataSource): Promise<boolean> {
  const [role] = await dataSource.query<RoleFacts[]>(CURRENT_ROLE);
  if (!role?.unsafe) return false;
  await dataSource.query(`DO $$ BEGIN
    CREATE ROLE ${SERVICE_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
  await dataSource.query(`GRANT ${SERVICE_ROLE} TO CURRENT_USER`);
  await dataSource.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${SERVICE_ROLE}`);
  return true;
}

function unsafeRole(variable: string, role: RoleFacts | undefined): ConfigError {
  return new ConfigError([
    `${variable}: role "${role?.name}" is a superuser or has BYPASSRLS, so tenants would not be isolated; use an ordinary role (docs/operations.md)`,
  ]);
}
