import type { MigrationInterface, QueryRunner } from 'typeorm';

const PARTITIONS = 16;
/**
 * Nearly every object fits in a row of this size. Compressing it with pglz would cost more than the rest of the write.
 */
const KEEP_IN_ROW_BYTES = 8160;

/**
 * `raw` is the provider's own JSON and the only copy. The normalised shape is computed on reading
 * (docs/adr/0003). `version` is `seconds * 2^20 + sequence` by the provider's clock (docs/adr/0004).
 */
export class Records1795400003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE records (
        tenant_id uuid NOT NULL,
        integration_id uuid NOT NULL,
        type text NOT NULL,
        external_id text NOT NULL,
        version bigint NOT NULL,
        hash bigint NOT NULL,
        revision integer NOT NULL DEFAULT 1,
        updated_at timestamptz NOT NULL,
        deleted_at timestamptz,
        synced_at timestamptz NOT NULL,
        raw jsonb NOT NULL,
        PRIMARY KEY (tenant_id, integration_id, type, external_id)
      ) PARTITION BY HASH (tenant_id)`);
    await runner.query(`
      DO $$ BEGIN
        ALTER TABLE records ALTER COLUMN raw SET COMPRESSION lz4;
      EXCEPTION WHEN feature_not_supported THEN NULL; END $$`);
    await runner.query(`
      CREATE INDEX records_by_update ON records (tenant_id, integration_id, type, updated_at, external_id)`);
    await runner.query(`CALL isolate_tenants('records')`);
    for (let i = 0; i < PARTITIONS; i++) {
      const name = `records_p${String(i).padStart(2, '0')}`;
      await runner.query(
        `CREATE TABLE ${name} PARTITION OF records FOR VALUES WITH (MODULUS ${PARTITIONS}, REMAINDER ${i})
         WITH (toast_tuple_target = ${KEEP_IN_ROW_BYTES})`,
      );
      await runner.query(`CALL isolate_tenants('${name}')`);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
