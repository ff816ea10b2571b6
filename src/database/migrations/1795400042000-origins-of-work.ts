import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CREATE_RECEIVE_WEBHOOK_EVENTS_SQL } from '../functions/receive-webhook-events.sql.js';

const TABLES = ['webhook_events', 'sync_runs', 'facts', 'notifications'];

/**
 * Work names the call that caused it: its `x-request-id`, and its `traceparent` if it sent one. So the log of the work
 * can be found from the call. The function that stores webhook events takes both.
 */
export class OriginsOfWork1795400042000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN request_id text, ADD COLUMN trace_context text`);
    }
    // In a new database an earlier migration has created the present function.
    await runner.query(`
      DROP FUNCTION IF EXISTS receive_webhook_events(text[], text[], uuid[], uuid[], text[], text[], text[], text[],
        boolean[], integer[], bytea, jsonb[])`);
    await runner.query(CREATE_RECEIVE_WEBHOOK_EVENTS_SQL);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
