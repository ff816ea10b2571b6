import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { CursorCodec } from '../../src/common/cursor.js';
import { SIGNING_PURPOSES, SigningKeys } from '../../src/common/signing-keys.js';
import { loadConfig } from '../../src/config/config.js';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import { AppKeyLoader } from '../../src/credentials/vault/app-key.loader.js';
import { AppKeyStore, SEALED_APP_KEYS } from '../../src/credentials/vault/app-key.store.js';
import { KeyRotator } from '../../src/credentials/vault/key.rotator.js';
import { SealedTables } from '../../src/credentials/vault/sealed.tables.js';
import { Vault } from '../../src/credentials/vault/vault.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { seeded } from '../support/seeded.random.js';

const PROCESSES = 6;
const OLD = `old:${Buffer.alloc(32, 1).toString('base64')}`;
const NEW = `new:${Buffer.alloc(32, 2).toString('base64')}`;

describe('The signing keys in app_keys', () => {
  let database: TestDatabase;
  let sources: DataSource[];

  const connect = async (url: string) => {
    const pool = { url, poolSize: 2, statementTimeoutMs: 10_000, applicationName: 'spec' };
    const source = await new DataSource(dataSourceOptions(pool)).initialize();
    sources.push(source);
    return source;
  };
  const configOf = (keys: string[]) => loadConfig({ ENCRYPTION_KEYS: keys.join(',') });
  /** The keys of a process that has started. */
  const boot = async (keys: string[], source = sources[0]!) => {
    const config = configOf(keys);
    const signing = new SigningKeys(config);
    await new AppKeyLoader(new AppKeyStore(new Database(source), new Vault(config)), signing).onModuleInit();
    return signing;
  };
  const rotate = (keys: string[]) => {
    const tables = new SealedTables();
    tables.register(SEALED_APP_KEYS);
    const config = configOf(keys);
    return new KeyRotator(tables, new Vault(config), config).rotate(new CrossTenant(sources[0]!));
  };
  const rows = () => query(database.adminUrl, 'SELECT purpose, generation, kid FROM app_keys ORDER BY 1, 2');
  const all = (signing: SigningKeys) => SIGNING_PURPOSES.map((purpose) => signing.first(purpose).toString('hex'));

  beforeEach(async () => {
    database = await createDatabase();
    sources = [];
    await connect(database.url);
  });
  afterEach(async () => {
    await Promise.all((sources ?? []).map((source) => source.destroy()));
    await database?.drop();
    jest.restoreAllMocks();
  });

  it('are made once, however many processes start at the same time', async () => {
    for (let n = 1; n < PROCESSES; n++) await connect(database.url);
    const booted = await Promise.all(sources.map((source) => boot([OLD], source)));
    expect(new Set(booted.map((signing) => all(signing).join()))).toEqual(new Set([all(booted[0]!).join()]));
    expect(await rows()).toEqual(
      [...SIGNING_PURPOSES].sort().map((purpose) => ({ purpose, generation: 1, kid: 'old' })),
    );
    expect(new Set(all(booted[0]!)).size).toBe(SIGNING_PURPOSES.length);
  });

  it('are neither derived from ENCRYPTION_KEYS nor stored as they are', async () => {
    const signing = await boot([OLD]);
    const derived = all(new SigningKeys(configOf([OLD])));
    expect(all(signing).filter((key) => derived.includes(key))).toEqual([]);
    const [dump] = await query<{ text: string }>(database.adminUrl, 'SELECT json_agg(k)::text AS text FROM app_keys k');
    for (const key of all(signing)) expect(dump?.text).not.toContain(key);
  });

  it('stay the same over a rotation, and after the old key has gone', async () => {
    const before = await boot([OLD]);
    expect(all(await boot([NEW, OLD]))).toEqual(all(before));
    expect(await rotate([NEW, OLD])).toMatchObject({ rotated: SIGNING_PURPOSES.length, unreadable: 0 });
    expect(all(await boot([NEW]))).toEqual(all(before));
    expect((await rows()).map(({ kid }) => String(kid))).toEqual(SIGNING_PURPOSES.map(() => 'new'));
  });

  it('let pass what derived keys have signed, as long as their encryption key is configured', async () => {
    const cursor = new CursorCodec(new SigningKeys(configOf([OLD]))).encode(1, ['tenant']);
    expect(new CursorCodec(await boot([OLD])).decode(cursor, ['tenant'])).toBe(1);
    expect(new CursorCodec(await boot([NEW, OLD])).decode(cursor, ['tenant'])).toBe(1);
    await rotate([NEW, OLD]);
    const later = new CursorCodec(await boot([NEW]));
    expect(() => later.decode(cursor, ['tenant'])).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
  });

  it('that cannot be opened give way to derived ones until they can, and stay', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const before = await boot([OLD]);
    expect(error).not.toHaveBeenCalled();
    const stored = await rows();
    const degraded = await boot([NEW]);
    expect(all(degraded)).toEqual(all(new SigningKeys(configOf([NEW]))));
    expect(error.mock.calls.map(([line]) => String(line))).toEqual(
      SIGNING_PURPOSES.map(() => expect.stringContaining('ENCRYPTION_KEYS lacks the key "old"')),
    );
    expect(await rows()).toEqual(stored);
    const cursor = new CursorCodec(degraded).encode(1, ['tenant']);
    const mended = await boot([NEW, OLD]);
    expect(all(mended)).toEqual(all(before));
    expect(new CursorCodec(mended).decode(cursor, ['tenant'])).toBe(1);
  });

  it('sign with the newest generation, and verify with all', async () => {
    const before = await boot([OLD]);
    const key = seeded().bytes(32);
    await new AppKeyStore(new Database(sources[0]!), new Vault(configOf([OLD]))).add('page-cursor', 2, key);
    const after = await boot([OLD]);
    expect(after.first('page-cursor')).toEqual(key);
    expect(after.for('page-cursor')[1]).toEqual(before.first('page-cursor'));
    expect(after.first('oauth-state')).toEqual(before.first('oauth-state'));
  });

  it('need no more than SELECT and INSERT', async () => {
    const login = `reader_${randomUUID().slice(0, 8)}`;
    await query(database.adminUrl, `CREATE ROLE ${login} LOGIN PASSWORD 'x'`);
    await query(database.adminUrl, `GRANT SELECT, INSERT ON app_keys TO ${login}`);
    const url = new URL(database.url);
    [url.username, url.password] = [login, 'x'];
    const limited = await boot([OLD], await connect(url.href));
    expect(all(await boot([OLD]))).toEqual(all(limited));
    await expect(query(url.href, 'UPDATE app_keys SET kid = kid')).rejects.toMatchObject({ code: '42501' });
    await Promise.all(sources.splice(1).map((source) => source.destroy()));
    await query(database.adminUrl, `DROP OWNED BY ${login}`);
    await query(database.adminUrl, `DROP ROLE ${login}`);
  });
});
