import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an endpoint is called at the provider, where we have set it up there ourselves. */
export class WebhookRegistrations1795400009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE webhook_endpoints ADD COLUMN registered_as text[]`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
