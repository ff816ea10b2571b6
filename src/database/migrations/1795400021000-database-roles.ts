import type { MigrationInterface, QueryRunner } from 'typeorm';
import { BODY_PARTITION_FUNCTIONS_SQL } from '../functions/body-partitions.sql.js';
import { FIND_WEBHOOK_ENDPOINT_SQL } from '../functions/find-webhook-endpoint.sql.js';
import { RETENTION_FUNCTIONS_SQL } from '../functions/retention.sql.js';
import { ISOLATE_TENANTS_SQL } from '../roles/policies.sql.js';

/**
 * Adds policies for each login, and functions of the owner for what other logins may not do themselves (docs/adr/0012).
 * The step after the migrations updates existing tables, because it depends on the logins.
 */
export class DatabaseRoles1795400021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ISOLATE_TENANTS_SQL);
    await runner.query(`REVOKE EXECUTE ON PROCEDURE isolate_tenants FROM PUBLIC`);
    await runner.query(FIND_WEBHOOK_ENDPOINT_SQL);
    for (const sql of [...RETENTION_FUNCTIONS_SQL, ...BODY_PARTITION_FUNCTIONS_SQL]) await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
