import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SyncRuns1795400004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sync_runs (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        integration_id uuid NOT NULL,
        provider text NOT NULL,
        sync_type text NOT NULL,
        mode text NOT NULL CHECK (mode IN ('incremental', 'full')),
        operation text NOT NULL DEFAULT 'sync' CHECK (operation IN ('sync', 'export')),
        trigger text NOT NULL CHECK (trigger IN ('user', 'service', 'schedule', 'webhook', 'batch')),
        status text NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
        queue text NOT NULL,
        job text NOT NULL,
        attempts smallint NOT NULL DEFAULT 0,
        fence integer NOT NULL DEFAULT 0,
        due_at timestamptz,
        hinted_at timestamptz,
        cancel_requested boolean NOT NULL DEFAULT false,
        discarded boolean NOT NULL DEFAULT false,
        error jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX sync_runs_one_live ON sync_runs (tenant_id, integration_id, sync_type, operation)
      WHERE status IN ('queued', 'running')`);
    await runner.query(`
      CREATE INDEX sync_runs_due ON sync_runs (tenant_id, due_at) WHERE status IN ('queued', 'running')`);
    await runner.query(`CREATE INDEX sync_runs_by_integration ON sync_runs (tenant_id, integration_id, id)`);
    await runner.query(`CALL isolate_tenants('sync_runs')`);

    // A slice is one resumable walk: a part of a stream's time range, or a provider's feed of changes.
    await runner.query(`
      CREATE TABLE sync_slices (
        tenant_id uuid NOT NULL,
        run_id uuid NOT NULL,
        stream text NOT NULL,
        slice integer NOT NULL,
        request jsonb NOT NULL,
        cursor jsonb,
        status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'failed')),
        fence integer NOT NULL,
        sweep boolean NOT NULL,
        watermark bigint,
        memory jsonb,
        remaining bigint,
        fetched bigint NOT NULL DEFAULT 0,
        created bigint NOT NULL DEFAULT 0,
        updated bigint NOT NULL DEFAULT 0,
        unchanged bigint NOT NULL DEFAULT 0,
        deleted bigint NOT NULL DEFAULT 0,
        failed bigint NOT NULL DEFAULT 0,
        pages bigint NOT NULL DEFAULT 0,
        requests bigint NOT NULL DEFAULT 0,
        error jsonb,
        PRIMARY KEY (tenant_id, run_id, stream, slice),
        FOREIGN KEY (tenant_id, run_id) REFERENCES sync_runs (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CALL isolate_tenants('sync_slices')`);

    // The ids that a full re-list has found. The provider is then asked for each stored id that was not found.
    await runner.query(`
      CREATE TABLE sync_seen (
        tenant_id uuid NOT NULL,
        run_id uuid NOT NULL,
        type text NOT NULL,
        external_id text NOT NULL,
        PRIMARY KEY (tenant_id, run_id, type, external_id),
        FOREIGN KEY (tenant_id, run_id) REFERENCES sync_runs (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CALL isolate_tenants('sync_seen')`);

    await runner.query(`
      CREATE TABLE sync_states (
        tenant_id uuid NOT NULL,
        integration_id uuid NOT NULL,
        stream text NOT NULL,
        watermark timestamptz,
        memory jsonb NOT NULL DEFAULT '{}',
        covered tstzmultirange NOT NULL DEFAULT '{}',
        last_run_id uuid,
        last_success_at timestamptz,
        last_error jsonb,
        PRIMARY KEY (tenant_id, integration_id, stream),
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CALL isolate_tenants('sync_states')`);

    await runner.query(`
      CREATE TABLE sync_schedules (
        tenant_id uuid NOT NULL,
        integration_id uuid NOT NULL,
        sync_type text NOT NULL,
        every_seconds integer CHECK (every_seconds > 0),
        cron text,
        paused boolean NOT NULL DEFAULT false,
        next_at timestamptz NOT NULL,
        last_run_id uuid,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, integration_id, sync_type),
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE,
        CHECK ((every_seconds IS NULL) <> (cron IS NULL))
      )`);
    await runner.query(`CREATE INDEX sync_schedules_due ON sync_schedules (next_at) WHERE NOT paused`);
    await runner.query(`CALL isolate_tenants('sync_schedules')`);

    await runner.query(`
      CREATE TABLE run_exports (
        tenant_id uuid NOT NULL,
        run_id uuid NOT NULL,
        part integer NOT NULL,
        lines integer NOT NULL,
        content bytea NOT NULL,
        after jsonb NOT NULL,
        PRIMARY KEY (tenant_id, run_id, part),
        FOREIGN KEY (tenant_id, run_id) REFERENCES sync_runs (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CALL isolate_tenants('run_exports')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
