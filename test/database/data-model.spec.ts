import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, query, type TestDatabase } from '../support/database.js';

describe('docs/data-model.md', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database?.drop());

  const check = () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['.ci/data-model.js', '--check', '--url', database.adminUrl],
      { encoding: 'utf8' },
    );
    return { status, stderr };
  };

  it('is what the migrations make', () => {
    expect(check()).toEqual({ status: 0, stderr: '' });
  });

  it('is out of date once a column is added, and the command says what to run', async () => {
    await query(database.adminUrl, 'ALTER TABLE queue_pauses ADD COLUMN planted text');
    expect(check()).toEqual({ status: 1, stderr: expect.stringContaining('npm run docs:data-model') });
  });

  it('describes every table', async () => {
    await query(database.adminUrl, 'CREATE TABLE planted (id uuid PRIMARY KEY)');
    expect(check()).toEqual({ status: 1, stderr: expect.stringContaining('data-model.tables.js: planted') });
  });
});
