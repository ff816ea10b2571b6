import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The provider's name of an endpoint, if this service registered it there. */
export class WebhookRegistrations1795400009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE webhook_endpoints ADD COLUMN registered_as text[]`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
