import type { MigrationInterface, QueryRunner } from 'typeorm';
import { FEED_FUNCTIONS_SQL } from '../functions/feed.sql.js';

/** So that the ids of a page of a sync stay in the row: compressing them would cost more than writing them. */
const KEEP_IN_ROW_BYTES = 8160;

/**
 * What was committed here, in an order in which nothing is skipped (docs/adr/0016). An entry names the records that one
 * statement has changed. `born_revision` of a record is the revision at which it last began to be present; 0: never.
 */
export class ChangeFeed1795400041000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE records ADD COLUMN born_revision integer NOT NULL DEFAULT 1`);
    await runner.query(`
      CREATE TABLE record_changes (
        tenant_id uuid NOT NULL,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        id bigint GENERATED ALWAYS AS IDENTITY,
        integration_id uuid NOT NULL,
        type text NOT NULL,
        born boolean NOT NULL,
        external_ids text[] NOT NULL,
        written_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, xid, id)
      ) WITH (toast_tuple_target = ${KEEP_IN_ROW_BYTES})`);
    await runner.query(`
      DO $$ BEGIN
        ALTER TABLE record_changes ALTER COLUMN external_ids SET COMPRESSION lz4;
      EXCEPTION WHEN feature_not_supported THEN NULL; END $$`);
    await runner.query(`
      CREATE INDEX record_changes_of_integration ON record_changes (tenant_id, integration_id, xid, id)`);
    // Over all tenants, for reports and retention. It is on an expression, so that the planner can never read a tenant's page
    // along it.
    await runner.query(`CREATE INDEX record_changes_by_xid ON record_changes (greatest(xid, '0'::xid8), id)`);
    await runner.query(`CALL isolate_tenants('record_changes')`);
    await runner.query(`
      CREATE TABLE feed_epoch (
        single boolean PRIMARY KEY DEFAULT true CHECK (single),
        epoch uuid NOT NULL,
        identity text NOT NULL,
        retired xid8 NOT NULL,
        reported_xid xid8 NOT NULL,
        reported_id bigint NOT NULL,
        reported_at timestamptz NOT NULL
      )`);
    for (const sql of FEED_FUNCTIONS_SQL) await runner.query(sql);
    await runner.query(`SELECT renew_feed_epoch()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
