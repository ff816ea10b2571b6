import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { API_ROLE, OWNER_ROLE, WORKER_ROLE } from '../database/roles/role.names.js';

/** What the embedded database calls the service's logins. */
export const LOGIN_ROLES = { owner: OWNER_ROLE, api: API_ROLE, worker: WORKER_ROLE } as const;
export type LoginName = keyof typeof LOGIN_ROLES;

export interface LoginRoles {
  passwords: Readonly<Record<LoginName, string>>;
  database: string;
}

type Admin = Pick<Client, 'query'>;

/**
 * The service's logins and database, made or brought up to date at each start. One owns the database; row-level
 * security binds all of them. A database that an earlier version made with a single login is handed to the owner.
 * @param adminUrl of the superuser, to any database of the cluster
 */
export async function ensureLoginRoles(adminUrl: string, { passwords, database }: LoginRoles): Promise<void> {
  const previous = await asAdmin(adminUrl, async (admin) => {
    for (const name of Object.keys(LOGIN_ROLES) as LoginName[]) {
      await ensureLogin(admin, LOGIN_ROLES[name], passwords[name]);
    }
    return ensureDatabase(admin, database);
  });
  if (previous !== OWNER_ROLE) await handOver(adminUrl, database, previous);
}

async function ensureLogin(admin: Admin, role: string, password: string): Promise<void> {
  const user = escapeIdentifier(role);
  const roles = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (roles.rowCount === 0) await admin.query(`CREATE ROLE ${user}`);
  await admin.query(
    `ALTER ROLE ${user} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD ${escapeLiteral(password)}`,
  );
}

/** Returns who owns it. */
async function ensureDatabase(admin: Admin, name: string): Promise<string> {
  const databases = await admin.query<{ owner: string }>(
    'SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = $1',
    [name],
  );
  const [existing] = databases.rows;
  if (!existing) await admin.query(`CREATE DATABASE ${escapeIdentifier(name)} OWNER ${OWNER_ROLE}`);
  return existing?.owner ?? OWNER_ROLE;
}

/** The owner of the database goes over last, so that a start which is interrupted is made up for by the next. */
async function handOver(adminUrl: string, database: string, previous: string): Promise<void> {
  await asAdmin(Object.assign(new URL(adminUrl), { pathname: `/${database}` }).href, async (admin) => {
    await admin.query(`ALTER ROLE ${escapeIdentifier(previous)} NOLOGIN`);
    await admin.query(`REASSIGN OWNED BY ${escapeIdentifier(previous)} TO ${OWNER_ROLE}`);
  });
}

async function asAdmin<T>(url: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
