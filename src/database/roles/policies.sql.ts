/**
 * Row-level security of one table. Every login sees the tenant of the transaction. The worker's login and the owner
 * also see all tenants within the crossing scope. (The owner runs the functions below, and FORCE applies the policies
 * to it too.) For other logins no policy reads that scope.
 *
 * The procedure is idempotent and changes only what differs, for the owner and the logins that exist at the call. The
 * sub-selects make both settings constants of the plan, read once for each statement and not for each row.
 */
export const ISOLATE_TENANTS_SQL = `
  CREATE OR REPLACE PROCEDURE isolate_tenants(target regclass) LANGUAGE plpgsql AS $procedure$
  DECLARE
    crossing oid[] := ARRAY(
      SELECT r.oid FROM pg_roles r JOIN pg_class c ON c.oid = target
      WHERE r.oid = c.relowner OR r.rolname = 'integration_worker' ORDER BY r.oid);
    crossing_names text := (SELECT string_agg(quote_ident(rolname), ', ') FROM pg_roles WHERE oid = ANY (crossing));
    present oid[] := (
      SELECT ARRAY(SELECT unnest(polroles) ORDER BY 1) FROM pg_policy WHERE polrelid = target AND polname = 'all_tenants');
    own text := (
      SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = target AND polname = 'tenant');
  BEGIN
    IF NOT (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = target) THEN
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
    END IF;
    IF present IS NULL THEN
      EXECUTE format('CREATE POLICY all_tenants ON %s TO %s USING ((SELECT app_crosses_tenants()))', target, crossing_names);
    ELSIF present <> crossing THEN
      EXECUTE format('ALTER POLICY all_tenants ON %s TO %s', target, crossing_names);
    END IF;
    IF own IS NULL THEN
      EXECUTE format('CREATE POLICY tenant ON %s USING (tenant_id = (SELECT app_tenant()))', target);
    ELSIF position('app_crosses_tenants' IN own) > 0 THEN
      EXECUTE format('ALTER POLICY tenant ON %s USING (tenant_id = (SELECT app_tenant()))', target);
    END IF;
  END $procedure$`;
