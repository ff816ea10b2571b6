import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * If an event gets another venue, what inherits it is planned again in pieces. Each piece is a batch that names the event, and
 * the last item of the piece before it. A contact knows since when it is to be erased.
 */
export class VenuesAndErasure1795400060000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outbound_batches ADD COLUMN moved_event text, ADD COLUMN after_item text NOT NULL DEFAULT ''`);
    await runner.query(`
      CREATE INDEX outbound_items_of_event ON outbound_items (tenant_id, entity, (body->>'eventId'), platform_id)
      WHERE body->>'eventId' IS NOT NULL`);
    await runner.query(`ALTER TABLE outbound_items ADD COLUMN erase_since timestamptz`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
