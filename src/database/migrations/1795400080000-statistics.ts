import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ANALYSE_GROWN_TABLE_SQL } from '../functions/statistics.sql.js';

/** A table that grows quickly has its statistics renewed before PostgreSQL itself would do it. */
export class Statistics1795400080000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ANALYSE_GROWN_TABLE_SQL);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
