import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys and bodies lie apart (docs/adr/0002): the narrow rows keep the unique key for the whole retention time and
 * are retired in small batches; the bodies are partitioned by day and dropped.
 */
export class Inbox1795400002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_events (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        endpoint text NOT NULL,
        dedupe_key text NOT NULL,
        provider text NOT NULL,
        integration_id uuid,
        account text,
        event_id text,
        type text NOT NULL,
        status text NOT NULL CHECK (status IN ('received', 'processing', 'done', 'ignored', 'dead')),
        attempts smallint NOT NULL DEFAULT 0,
        duplicates integer NOT NULL DEFAULT 0,
        fence integer NOT NULL DEFAULT 0,
        due_at timestamptz,
        hinted_at timestamptz,
        received_at timestamptz NOT NULL,
        received_on date NOT NULL,
        processed_at timestamptz,
        error jsonb,
        PRIMARY KEY (tenant_id, id)
      ) WITH (fillfactor = 85)`);
    await runner.query(`
      CREATE UNIQUE INDEX webhook_events_once ON webhook_events (tenant_id, endpoint, dedupe_key)`);
    await runner.query(`
      CREATE INDEX webhook_events_due ON webhook_events (tenant_id, due_at)
      WHERE status IN ('received', 'processing')`);
    await runner.query(`
      CREATE INDEX webhook_events_dead ON webhook_events (tenant_id, id) WHERE status = 'dead'`);
    await runner.query(`CALL isolate_tenants('webhook_events')`);

    await runner.query(`
      CREATE TABLE webhook_bodies (
        tenant_id uuid NOT NULL,
        event_id uuid NOT NULL,
        received_on date NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (tenant_id, event_id, received_on)
      ) PARTITION BY RANGE (received_on)`);
    await runner.query(`CALL isolate_tenants('webhook_bodies')`);
    await runner.query(`CREATE TABLE webhook_bodies_default PARTITION OF webhook_bodies DEFAULT`);
    await runner.query(`CALL isolate_tenants('webhook_bodies_default')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
