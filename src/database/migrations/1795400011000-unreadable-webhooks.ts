import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CREATE_RECEIVE_WEBHOOK_EVENTS_SQL } from '../functions/receive-webhook-events.sql.js';

/** Deliveries that cannot be parsed are stored as dead events. The function takes the reason. */
export class UnreadableWebhooks1795400011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION receive_webhook_events(text[], text[], uuid[], uuid[], text[], text[], text[], text[], boolean[],
        integer[], bytea)`);
    await runner.query(CREATE_RECEIVE_WEBHOOK_EVENTS_SQL);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
