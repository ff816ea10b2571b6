import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * UUID version 7, so that ids sort by age and indexes grow at their end. PostgreSQL has it built in since version 18.
 */
const NEW_ID = `
  DO $do$ BEGIN
    IF current_setting('server_version_num')::int >= 180000 THEN
      CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS 'SELECT uuidv7()';
    ELSE
      CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $fn$
        SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
          PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
          FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid $fn$;
    END IF;
  END $do$`;

/** The settings that row-level security compares with: one tenant, or the scope of work across tenants. */
export class TenantScope1795400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION app_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
        $$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$`);
    await runner.query(`
      CREATE FUNCTION app_crosses_tenants() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
        $$ SELECT coalesce(current_setting('app.scope', true), '') = 'system' $$`);
    // The sub-selects make both settings constants of the plan. They are read once for each statement, not for each
    // row.
    await runner.query(`
      CREATE PROCEDURE isolate_tenants(target regclass) LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
        EXECUTE format('CREATE POLICY tenant ON %s USING (tenant_id = (SELECT app_tenant()) OR (SELECT app_crosses_tenants()))', target);
      END $$`);
    await runner.query(NEW_ID);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
