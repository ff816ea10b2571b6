import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CREATE_RECEIVE_WEBHOOK_EVENTS_SQL } from '../functions/receive-webhook-events.sql.js';

/** An event of live data that comes in by an endpoint of a test connection's own is ignored, as it is on the platform's. */
export class ModesOfOwnEndpoints1795400032000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_RECEIVE_WEBHOOK_EVENTS_SQL);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
