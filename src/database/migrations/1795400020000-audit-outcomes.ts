import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The outcome of an action has its own column, which is written once. Only the owner's login may change anything else
 * in the log. The outcome of older entries is in `detail`.
 */
export class AuditOutcomes1795400020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE audit_log ADD COLUMN outcome jsonb`);
    await runner.query(`
      CREATE POLICY ends_once ON audit_log AS RESTRICTIVE FOR UPDATE
      USING (outcome IS NULL) WITH CHECK (outcome IS NOT NULL)`);
    await runner.query(`CREATE INDEX audit_log_by_age ON audit_log (at)`);
    await runner.query(`CREATE INDEX provider_usage_by_day ON provider_usage (day)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
