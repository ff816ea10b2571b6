import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config.js';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import type { TenantCrossing } from '../../src/database/tenant-crossing.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { SEALED_ANSWERS } from '../../src/idempotency/sealed.answers.js';
import { SEALED_CONFIRMATIONS } from '../../src/integrations/oauth/confirmation.store.js';
import { SEALED_REVOCATIONS } from '../../src/integrations/oauth/revocation.store.js';
import { SEALED_APP_KEYS } from '../../src/credentials/vault/app-key.store.js';
import { SEALED_CREDENTIALS } from '../../src/credentials/vault/credential.store.js';
import { KeyRotator } from '../../src/credentials/vault/key.rotator.js';
import { SealedTables } from '../../src/credentials/vault/sealed.tables.js';
import { sealFormerly } from '../../src/credentials/vault/testing/former.sealing.js';
import { Vault } from '../../src/credentials/vault/vault.js';
import { SEALED_NOTIFICATION_SECRETS } from '../../src/notifications/receivers/sealed.notification-secrets.js';
import { SEALED_OPERATIONS } from '../../src/outbound/targets/sealed.operations.js';
import { SEALED_ENDPOINT_SECRETS } from '../../src/webhooks/endpoints/sealed.endpoint-secrets.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { storedSecrets, storeSecrets, type SealedRow } from '../support/sealed.rows.js';
import { eventually } from '../support/tenant.js';

/** By name. */
const TABLES = [
  SEALED_APP_KEYS,
  SEALED_REVOCATIONS,
  SEALED_ANSWERS,
  SEALED_CREDENTIALS,
  SEALED_NOTIFICATION_SECRETS,
  SEALED_CONFIRMATIONS,
  SEALED_OPERATIONS,
  SEALED_ENDPOINT_SECRETS,
];
const BATCH = 3;
const key = (kid: string, byte: number) => ({ kid, key: Buffer.alloc(32, byte) });
const [OLD, NEW, GONE] = [key('old', 1), key('new', 2), key('gone', 3)];
const configOf = (...keys: { kid: string; key: Buffer }[]) =>
  loadConfig({
    ENCRYPTION_KEYS: keys.map((each) => `${each.kid}:${each.key.toString('base64')}`).join(','),
    KEY_ROTATION_BATCH: String(BATCH),
  });
const vault = (...keys: { kid: string; key: Buffer }[]) => new Vault(configOf(...keys));
const secrets = (count: number) => Array.from({ length: count }, (_, n) => `secret ${n}`);

describe('KeyRotator', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeEach(async () => {
    database = await createDatabase();
    const pool = { url: database.url, poolSize: 4, statementTimeoutMs: 10_000, applicationName: 'spec' };
    source = await new DataSource(dataSourceOptions(pool)).initialize();
  });
  afterEach(async () => {
    await source?.destroy();
    await database?.drop();
  });

  const rotatorOver = (crossing: TenantCrossing) => {
    const tables = new SealedTables();
    tables.register(...TABLES);
    const rotator = new KeyRotator(tables, vault(NEW, OLD), configOf(NEW, OLD));
    return { rotate: () => rotator.rotate(crossing), onModuleDestroy: () => rotator.onModuleDestroy() };
  };
  const rotator = () => rotatorOver(new CrossTenant(source));
  const store = (table: (typeof TABLES)[number], count: number, seal = vault(OLD).seal.bind(vault(OLD))) =>
    storeSecrets(database.adminUrl, table, secrets(count), seal);
  /** What the new key alone opens; an error's code for the others. */
  const opened = async (table: (typeof TABLES)[number], rows: readonly SealedRow[]) => {
    const stored = await storedSecrets(database.adminUrl, table, rows[0]!.ownerId);
    return stored.map((sealed, n) => {
      try {
        return vault(NEW).open(sealed, rows[n]!.place);
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
  };
  const totals = (rotated: number, unreadable = 0) => expect.objectContaining({ rotated, unreadable });

  it('knows every table of the schema that holds sealed secrets, and their primary keys', async () => {
    const found = await query<{ name: string; key: string[] }>(
      database.adminUrl,
      `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS key
       FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
       WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND (
         SELECT count(*) FROM information_schema.columns s WHERE s.table_schema = 'public' AND s.table_name = c.relname
           AND s.column_name IN ('kid', 'wrapped_key', 'ciphertext')) > 0
       GROUP BY c.relname ORDER BY 1`,
    );
    const keyOf = (table: (typeof TABLES)[number]) => [
      ...(table.tenant ? [table.tenant] : []),
      table.owner,
      table.field,
    ];
    expect(found).toEqual(TABLES.map((table) => ({ name: table.name, key: keyOf(table) })));
  });

  it.each(TABLES)('seals all of $name again, in either form, and then finds nothing left', async (table) => {
    const counts = [BATCH * 2 + 1, BATCH, 1];
    const stored = [
      await store(table, counts[0]!),
      await store(table, counts[1]!, (secret, place) => sealFormerly(OLD, secret, place)),
      await store(table, counts[2]!, (secret, place) => sealFormerly(NEW, secret, place)),
      await store(table, 2, (secret, place) => vault(NEW).seal(secret, place)),
    ];
    const rotated = BATCH * 3 + 2;
    const report = await rotator().rotate();
    expect(report).toEqual(totals(rotated));
    expect(report.tables).toEqual(
      TABLES.map(({ name }) => ({ table: name, rotated: name === table.name ? rotated : 0, unreadable: 0 })),
    );
    for (const rows of stored) expect(await opened(table, rows)).toEqual(secrets(rows.length));
    const [current] = await storedSecrets(database.adminUrl, table, stored[3]![0]!.ownerId);
    expect(current?.ciphertext).toEqual(stored[3]![0]!.ciphertext);
    expect(await rotator().rotate()).toEqual(totals(0));
  });

  it('passes over what does not open, counts it, and leaves it as it is', async () => {
    const rows = await store(SEALED_CREDENTIALS, BATCH * 2);
    const gone = await store(SEALED_CREDENTIALS, 2, (secret, place) => vault(GONE).seal(secret, place));
    const [first, , third] = rows as [SealedRow, SealedRow, SealedRow];
    const alter = `UPDATE integration_credentials SET ciphertext = set_byte(ciphertext, 20, get_byte(ciphertext, 20) # 1)
      WHERE integration_id = $1 AND field = ANY ($2)`;
    await query(database.adminUrl, alter, [first.ownerId, [first.field, third.field]]);
    const before = await storedSecrets(database.adminUrl, SEALED_CREDENTIALS, first.ownerId);
    expect(await rotator().rotate()).toEqual(totals(BATCH * 2 - 2, 4));
    const after = await opened(SEALED_CREDENTIALS, rows);
    expect(after).toEqual(secrets(rows.length).map((each, n) => (n === 0 || n === 2 ? 'secret_unreadable' : each)));
    const left = await storedSecrets(database.adminUrl, SEALED_CREDENTIALS, first.ownerId);
    expect([left[0], left[2]]).toEqual([before[0], before[2]]);
    expect(await storedSecrets(database.adminUrl, SEALED_CREDENTIALS, gone[0]!.ownerId)).toMatchObject(
      gone.map(({ kid, ciphertext }) => ({ kid, ciphertext })),
    );
    expect(await rotator().rotate()).toEqual(totals(0, 4));
  });

  it('goes on where it was interrupted', async () => {
    const rows = await store(SEALED_ANSWERS, BATCH * 4);
    const crossTenant = new CrossTenant(source);
    let transactions = 0;
    const failing: TenantCrossing = {
      transaction: (work) => (++transactions > 4 ? Promise.reject(new Error('away')) : crossTenant.transaction(work)),
    };
    await expect(rotatorOver(failing).rotate()).rejects.toThrow('away');
    const done = (await opened(SEALED_ANSWERS, rows)).filter((each) => each !== 'secret_unreadable').length;
    expect([done > 0, done < rows.length]).toEqual([true, true]);
    expect(await rotator().rotate()).toEqual(totals(rows.length - done));
    expect(await opened(SEALED_ANSWERS, rows)).toEqual(secrets(rows.length));
  });

  it('ends with its process, between two pages', async () => {
    await store(SEALED_ANSWERS, BATCH * 4);
    const stopping = rotator();
    const rotation = stopping.rotate();
    await Promise.all([
      expect(rotation).rejects.toMatchObject({ code: 'service_unavailable' }),
      stopping.onModuleDestroy(),
    ]);
  });

  it('is done by several at once without harm, and is one for those who ask the same process', async () => {
    const rows = await store(SEALED_CREDENTIALS, BATCH * 4);
    const one = rotator();
    const asked = [one.rotate(), one.rotate()];
    const others = [rotator().rotate(), rotator().rotate()];
    const [first, second] = await Promise.all(asked);
    expect(second).toBe(first);
    const counts = [first!, ...(await Promise.all(others))].map(({ rotated }) => rotated);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
    expect(await opened(SEALED_CREDENTIALS, rows)).toEqual(secrets(rows.length));
  });

  it('waits for who is just replacing a secret, and seals what that leaves behind', async () => {
    const rows = await store(SEALED_CREDENTIALS, BATCH);
    const [first, second, third] = rows as [SealedRow, SealedRow, SealedRow];
    const other = new pg.Client({ connectionString: database.adminUrl });
    await other.connect();
    try {
      await other.query('BEGIN');
      const replaced = vault(OLD).seal('replaced meanwhile', second.place);
      const replace = 'UPDATE integration_credentials SET wrapped_key = $1, ciphertext = $2 WHERE field = $3';
      await other.query(replace, [replaced.wrappedKey, replaced.ciphertext, second.field]);
      await other.query('DELETE FROM integration_credentials WHERE field = $1', [third.field]);
      const rotation = rotator().rotate();
      const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'spec'`;
      await eventually(
        () => query(database.adminUrl, waiting),
        ({ length }) => length > 0,
      );
      // What waits may be another statement of the rotation than the one that has sealed the first secret.
      await eventually(
        () => opened(SEALED_CREDENTIALS, rows),
        ([one, two]) => one === 'secret 0' && two === 'secret_unreadable',
      );
      await other.query('COMMIT');
      expect(await rotation).toEqual(totals(2));
    } finally {
      await other.end();
    }
    expect(await opened(SEALED_CREDENTIALS, [first, second])).toEqual(['secret 0', 'replaced meanwhile']);
  });

  it('leaves a key alone whose request has no answer yet', async () => {
    const [row] = await store(SEALED_ANSWERS, 1);
    const clear = 'UPDATE idempotency_keys SET kid = NULL, wrapped_key = NULL, ciphertext = NULL WHERE caller = $1';
    await query(database.adminUrl, clear, [row!.ownerId]);
    expect(await rotator().rotate()).toEqual(totals(0));
  });

  it('counts the secrets of a table that it does not know, so that their key is kept', async () => {
    const columns = 'id int PRIMARY KEY, kid text, wrapped_key bytea, ciphertext bytea';
    await query(database.adminUrl, `CREATE TABLE "Later Secrets" (${columns})`);
    const admin = new URL(database.url).username;
    await query(database.adminUrl, `ALTER TABLE "Later Secrets" OWNER TO "${admin}"`);
    await query(database.adminUrl, `INSERT INTO "Later Secrets" VALUES (1, 'old', '\\x00', '\\x00')`);
    const report = await rotator().rotate();
    expect(report).toEqual(totals(0, 1));
    expect(report.tables).toContainEqual({ table: '"Later Secrets"', rotated: 0, unreadable: 1 });
  });
});
