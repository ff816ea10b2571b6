import type { MigrationInterface, QueryRunner } from 'typeorm';
import { INBOX_RETENTION_FUNCTIONS_SQL } from '../functions/inbox-retention.sql.js';

/** The former functions. Their position had one parameter for the age and one for the id. */
const FORMER_WALKS = [
  'retire_webhook_events_after(integer, integer, date, uuid)',
  'retire_kept_bodies_after(integer, integer, date, uuid)',
  'retire_runs_after(integer, integer, timestamptz, uuid)',
];

/**
 * Retention and lists no longer use an index of the inbox by day, which each delivery paid for (docs/adr/0015).
 * Databases that were migrated with an earlier release still have it.
 */
export class RetentionWalksPages1795400028000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const walk of FORMER_WALKS) await runner.query(`DROP FUNCTION IF EXISTS ${walk}`);
    for (const sql of INBOX_RETENTION_FUNCTIONS_SQL) await runner.query(sql);
    await runner.query(`DROP INDEX IF EXISTS webhook_events_by_day`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
