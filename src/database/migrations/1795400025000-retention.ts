import type { MigrationInterface, QueryRunner } from 'typeorm';
import { BODY_PARTITION_FUNCTIONS_SQL } from '../functions/body-partitions.sql.js';
import { INBOX_RETENTION_FUNCTIONS_SQL } from '../functions/inbox-retention.sql.js';
import { RETENTION_FUNCTIONS_SQL } from '../functions/retention.sql.js';

/**
 * Adds a table for bodies that outlive the partition of their day, and retention functions that always read along an
 * index. On an ordinary day no body goes to the default partition, so its index costs nothing on receipt.
 */
export class Retention1795400025000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_bodies_kept (
        tenant_id uuid NOT NULL,
        event_id uuid NOT NULL,
        received_on date NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (tenant_id, event_id)
      )`);
    await runner.query(`CREATE INDEX webhook_bodies_kept_by_day ON webhook_bodies_kept (received_on, event_id)`);
    await runner.query(`CALL isolate_tenants('webhook_bodies_kept')`);
    await runner.query(`
      CREATE INDEX IF NOT EXISTS webhook_bodies_default_by_day ON webhook_bodies_default (received_on)`);
    const functions = [...RETENTION_FUNCTIONS_SQL, ...INBOX_RETENTION_FUNCTIONS_SQL, ...BODY_PARTITION_FUNCTIONS_SQL];
    for (const sql of functions) await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
