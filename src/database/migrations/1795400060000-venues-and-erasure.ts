import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * If an event gets another venue, what inherits it is planned again in pieces. Each piece is a batch that names the event, and
 * the last item of the piece before it. A contact knows since when it is to be erased.
 */
export class VenuesAndErasure1795400060000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outbound_batches ADD COLUMN moved_event text, ADD COLUMN after_item text NOT NULL DEFAULT ''`);
    // A column, because row level security keeps an index from being used for what is read out of the body.
    await runner.query(`
      ALTER TABLE outbound_items ADD COLUMN erase_since timestamptz,
        ADD COLUMN venue_event text GENERATED ALWAYS AS (CASE WHEN body->>'venueId' IS NULL THEN body->>'eventId' END) STORED`);
    await runner.query(`
      CREATE INDEX outbound_items_of_event ON outbound_items (tenant_id, entity, venue_event, platform_id)
      WHERE venue_event IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
