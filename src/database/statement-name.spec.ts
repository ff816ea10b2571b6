import { describe, expect, it } from '@jest/globals';
import { statementName } from './statement-name.js';

describe('statementName', () => {
  it.each([
    ['SELECT * FROM records WHERE tenant_id = $1', 'select_records'],
    ['UPDATE sync_runs SET status = $1', 'update_sync_runs'],
    ['INSERT INTO "webhook_events" (id) VALUES ($1)', 'insert_webhook_events'],
    ['WITH due AS MATERIALIZED (SELECT 1 FROM sync_schedules) UPDATE x SET y = 1', 'with_sync_schedules'],
    ['SELECT 1', 'select'],
    ['  -- nothing  ', 'statement'],
  ])('tells what %s is for', (sql, purpose) => {
    expect(statementName(sql)).toMatch(new RegExp(`^${purpose}_[0-9a-f]{16}$`));
  });

  it('is the same in every process, whatever was named before', () => {
    expect(statementName('SELECT id FROM integrations WHERE tenant_id = $1')).toBe(
      'select_integrations_44529e7b3a43970e',
    );
  });

  it('tells texts apart that differ in one character', () => {
    expect(statementName('SELECT 1 FROM a')).not.toBe(statementName('SELECT 1  FROM a'));
  });

  it('keeps within what PostgreSQL takes for a name', () => {
    expect(statementName(`DELETE FROM ${'long_'.repeat(30)} WHERE true`)?.length).toBeLessThanOrEqual(63);
  });
});
