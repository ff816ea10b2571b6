import { escapeIdentifier } from 'pg';
import type { DataSource } from 'typeorm';
import {
  DEFINER_FUNCTIONS_SQL,
  EXCESSIVE_CREATION_SQL,
  EXISTING_ROLES_SQL,
  MISSING_USAGE_SQL,
  TABLE_PRIVILEGES_SQL,
  TABLES_SQL,
} from './catalog.sql.js';
import { DEFINER_FUNCTIONS, DEFINER_SEARCH_PATH, HELPER_FUNCTIONS } from './function.grants.js';
import { LOGINS, type Login } from './role.names.js';
import { grantsOf, type CatalogTable, type Privilege } from './table.grants.js';

interface DefinerFunction {
  name: string;
  signature: string;
  isDefiner: boolean;
  settings: string[];
  /** Logins that may execute it. `public` means every login. */
  grantees: string[];
}

interface HeldPrivilege {
  table: string;
  role: Login;
  privilege: Privilege;
}

const SEARCH_PATH_SETTING = `search_path=${DEFINER_SEARCH_PATH}`;

/**
 * Updates policies and grants for the existing logins. Runs after the migrations each time, as the owner, because a
 * login may have been created, or the owner of the tables changed, since the last time. It changes only what differs,
 * because changing a policy locks its table.
 */
export async function applyRoles(dataSource: DataSource): Promise<void> {
  const existing = await dataSource.query<{ name: Login }[]>(EXISTING_ROLES_SQL, [LOGINS]);
  const logins = existing.map(({ name }) => name);
  const tables = await dataSource.query<CatalogTable[]>(TABLES_SQL);
  for (const { name, hasTenant } of tables) {
    if (hasTenant) await dataSource.query(`CALL isolate_tenants($1::regclass)`, [`public.${escapeIdentifier(name)}`]);
  }
  const statements = [
    ...(await closingStatements(dataSource, logins)),
    ...(await tableStatements(dataSource, tables, logins)),
    ...(await functionStatements(dataSource, logins)),
  ];
  for (const statement of statements) await dataSource.query(statement);
}

/** Nothing to do if one login does everything: then only the owner uses the database. */
async function closingStatements(dataSource: DataSource, logins: readonly Login[]): Promise<string[]> {
  if (logins.length === 0) return [];
  const rows = [
    ...(await dataSource.query<{ sql: string }[]>(EXCESSIVE_CREATION_SQL)),
    ...(await dataSource.query<{ sql: string }[]>(MISSING_USAGE_SQL, [HELPER_FUNCTIONS, logins])),
  ];
  return rows.map(({ sql }) => sql);
}

async function tableStatements(
  dataSource: DataSource,
  tables: readonly CatalogTable[],
  logins: readonly Login[],
): Promise<string[]> {
  const rows = await dataSource.query<HeldPrivilege[]>(TABLE_PRIVILEGES_SQL, [logins]);
  return tables.flatMap((table) =>
    logins.flatMap((login) => {
      const held = rows
        .filter((row) => row.table === table.name && row.role === login)
        .map(({ privilege }) => privilege);
      return changeOf(`TABLE public.${escapeIdentifier(table.name)}`, login, grantsOf(table)[login], held);
    }),
  );
}

/** At most one statement. Revoking a privilege on a table also revokes it on the columns, so all are granted again. */
function changeOf(on: string, login: Login, wanted: readonly Privilege[], held: readonly Privilege[]): string[] {
  const hasExcess = held.some((privilege) => !wanted.includes(privilege));
  const missing = hasExcess ? wanted : wanted.filter((privilege) => !held.includes(privilege));
  const statements = [
    ...(hasExcess ? [`REVOKE ALL ON ${on} FROM ${login}`] : []),
    ...missing.map((privilege) => `GRANT ${privilege} ON ${on} TO ${login}`),
  ];
  return statements.length > 0 ? [statements.join('; ')] : [];
}

/** Only the owner may execute a function that is not listed. */
async function functionStatements(dataSource: DataSource, logins: readonly Login[]): Promise<string[]> {
  const functions = await dataSource.query<DefinerFunction[]>(DEFINER_FUNCTIONS_SQL, [
    Object.keys(DEFINER_FUNCTIONS),
    logins,
  ]);
  return functions.flatMap(({ name, signature, isDefiner, settings, grantees }) => {
    const wanted = (DEFINER_FUNCTIONS[name] ?? []).filter((login) => logins.includes(login));
    const isPinned = isDefiner && settings.includes(SEARCH_PATH_SETTING);
    return [
      ...grantees
        .filter((grantee) => !(wanted as string[]).includes(grantee))
        .map((grantee) => `REVOKE EXECUTE ON FUNCTION ${signature} FROM ${grantee}`),
      ...(isPinned ? [] : [`ALTER FUNCTION ${signature} SECURITY DEFINER SET search_path = ${DEFINER_SEARCH_PATH}`]),
      ...wanted
        .filter((login) => !grantees.includes(login))
        .map((login) => `GRANT EXECUTE ON FUNCTION ${signature} TO ${login}`),
    ];
  });
}
