/** All statements read schema `public`, where the migrations create everything. */

/** The owner of the tables, if this login does not have the owner's rights. */
export const FOREIGN_OWNER_SQL = `
  SELECT current_user AS login, pg_get_userbyid(relowner) AS owner FROM pg_class
  WHERE oid = to_regclass('public.integrations') AND NOT pg_has_role(relowner, 'USAGE')`;

/** Existing roles except the current one. $1 names. */
export const EXISTING_ROLES_SQL = `SELECT rolname AS name FROM pg_roles WHERE rolname = ANY ($1) AND rolname <> current_user`;

export const TABLES_SQL = `
  SELECT c.relname AS name, c.relispartition AS "isPartition", EXISTS (
    SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS "hasTenant"
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND pg_has_role(c.relowner, 'USAGE')
  ORDER BY c.relname`;

/** Privileges of roles ($1) on tables and single columns, written as in GRANT. */
export const TABLE_PRIVILEGES_SQL = `
  SELECT c.relname AS "table", r.rolname AS role, p.privilege FROM pg_class c
  CROSS JOIN LATERAL (
    SELECT x.grantee, x.privilege_type AS privilege FROM aclexplode(c.relacl) x
    UNION ALL
    SELECT x.grantee, format('%s (%I)', x.privilege_type, a.attname)
    FROM pg_attribute a CROSS JOIN LATERAL aclexplode(a.attacl) x WHERE a.attrelid = c.oid
  ) p
  JOIN pg_roles r ON r.oid = p.grantee
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND r.rolname = ANY ($1)
    AND r.oid <> c.relowner`;

/** Functions of this owner that run with the owner's rights, or should do so ($1 names). $2 roles. */
export const DEFINER_FUNCTIONS_SQL = `
  SELECT p.proname AS name, p.oid::regprocedure::text AS signature, p.prosecdef AS "isDefiner",
    coalesce(p.proconfig, '{}') AS settings,
    ARRAY(
      SELECT coalesce(r.rolname, 'public') FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
      LEFT JOIN pg_roles r ON r.oid = x.grantee
      WHERE x.grantee <> p.proowner AND (x.grantee = 0 OR r.rolname = ANY ($2))
    )::text[] AS grantees
  FROM pg_proc p
  WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' AND (p.prosecdef OR p.proname = ANY ($1))
    AND pg_has_role(p.proowner, 'USAGE')`;

/** Statements that grant roles ($2) the missing rights to use the schema and its helper functions ($1 names). */
export const MISSING_USAGE_SQL = `
  SELECT format('GRANT USAGE ON SCHEMA public TO %I', rolname) AS sql FROM pg_roles
  WHERE rolname = ANY ($2) AND NOT has_schema_privilege(rolname, 'public', 'USAGE')
  UNION ALL
  SELECT format('GRANT EXECUTE ON FUNCTION %s TO %I', p.oid::regprocedure, r.rolname) FROM pg_proc p CROSS JOIN pg_roles r
  WHERE p.pronamespace = 'public'::regnamespace AND p.proname = ANY ($1) AND r.rolname = ANY ($2)
    AND NOT has_function_privilege(r.rolname, p.oid, 'EXECUTE')`;

/**
 * Statements that revoke from PUBLIC what only the owner needs: creating objects in the schema (PostgreSQL 14 and
 * older) and temporary tables. There are none if the schema or the database belongs to another owner.
 */
export const EXCESSIVE_CREATION_SQL = `
  SELECT 'REVOKE CREATE ON SCHEMA public FROM PUBLIC' AS sql FROM pg_namespace n
  WHERE n.nspname = 'public' AND pg_has_role(n.nspowner, 'USAGE') AND EXISTS (
    SELECT FROM aclexplode(n.nspacl) x WHERE x.grantee = 0 AND x.privilege_type = 'CREATE')
  UNION ALL
  SELECT format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', d.datname) FROM pg_database d
  WHERE d.datname = current_database() AND pg_has_role(d.datdba, 'USAGE') AND EXISTS (
    SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x
    WHERE x.grantee = 0 AND x.privilege_type = 'TEMPORARY')`;
