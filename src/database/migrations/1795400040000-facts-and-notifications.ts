import type { MigrationInterface, QueryRunner } from 'typeorm';
import { NOTIFICATION_RETENTION_SQL } from '../functions/notification-retention.sql.js';

/** Both are tables of the work engine, with its columns and its index of open rows. */
const WORK_COLUMNS = `
  attempts smallint NOT NULL DEFAULT 0,
  fence integer NOT NULL DEFAULT 0,
  due_at timestamptz,
  deferred boolean NOT NULL DEFAULT false,
  hinted_at timestamptz,
  error jsonb`;

const openIndex = (table: string, statuses: string): string => `
  CREATE INDEX ${table}_open ON ${table} ((CASE WHEN NOT deferred THEN tenant_id END), due_at,
    (CASE WHEN hinted_at IS NULL THEN '-infinity'::timestamptz ELSE hinted_at END)) WHERE status IN (${statuses})`;

/**
 * What happened, and telling of it. A fact is written in the transaction of its cause. A worker writes one notification for
 * each receiver; each of them is sent and tried again by itself.
 */
export class FactsAndNotifications1795400040000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE facts (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        type text NOT NULL,
        key text NOT NULL,
        count integer NOT NULL DEFAULT 1,
        data jsonb NOT NULL,
        is_episode boolean NOT NULL,
        occurred_at timestamptz NOT NULL DEFAULT now(),
        told_at timestamptz,
        status text NOT NULL DEFAULT 'recorded',
        ${WORK_COLUMNS},
        PRIMARY KEY (tenant_id, id)
      )`);
    await runner.query(openIndex('facts', `'recorded', 'telling'`));
    await runner.query(
      `CREATE UNIQUE INDEX facts_equal ON facts (tenant_id, type, key) WHERE status = 'recorded' OR is_episode`,
    );
    await runner.query(`CREATE INDEX facts_told ON facts (told_at) WHERE told_at IS NOT NULL AND NOT is_episode`);
    await runner.query(`CALL isolate_tenants('facts')`);

    await runner.query(`
      CREATE TABLE notification_endpoints (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        url text NOT NULL,
        types text[],
        description text,
        status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'gone')),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, id)
      )`);
    await runner.query(`CALL isolate_tenants('notification_endpoints')`);
    await runner.query(`
      CREATE TABLE notification_secrets (
        tenant_id uuid NOT NULL,
        endpoint_id uuid NOT NULL,
        id uuid NOT NULL,
        kid text NOT NULL,
        wrapped_key bytea NOT NULL,
        ciphertext bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        expires_at timestamptz,
        PRIMARY KEY (tenant_id, endpoint_id, id),
        FOREIGN KEY (tenant_id, endpoint_id) REFERENCES notification_endpoints (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CALL isolate_tenants('notification_secrets')`);

    await runner.query(`
      CREATE TABLE notifications (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        fact_id uuid NOT NULL,
        endpoint_id uuid,
        type text NOT NULL,
        body text NOT NULL,
        response_status smallint,
        created_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        status text NOT NULL DEFAULT 'waiting',
        ${WORK_COLUMNS},
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, endpoint_id) REFERENCES notification_endpoints (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(openIndex('notifications', `'waiting', 'sending'`));
    await runner.query(`CREATE INDEX notifications_of_endpoint ON notifications (tenant_id, endpoint_id, id)`);
    await runner.query(`CREATE INDEX notifications_ended ON notifications (ended_at) WHERE ended_at IS NOT NULL`);
    await runner.query(`CALL isolate_tenants('notifications')`);
    for (const sql of NOTIFICATION_RETENTION_SQL) await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
