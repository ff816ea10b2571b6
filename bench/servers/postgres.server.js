import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One PostgreSQL for all contestants, each with a database of its own. */
export class PostgresServer {
  /**
   * @param {string} dist the built service
   * @param {string} folder
   */
  static async start(dist, folder) {
    const { startEmbeddedPostgres } = await import(pathToFileURL(join(dist, 'src/embedded/embedded-postgres.js')).href);
    const { default: pg } = await import('pg');
    // On disk, as a service would be: fsync and synchronous_commit keep their defaults (on).
    const server = await startEmbeddedPostgres({
      dataDir: join(folder, 'postgres'),
      settings: { max_wal_size: '8GB' },
    });
    const admin = new pg.Pool({ connectionString: server.adminUrl, max: 2 });
    return new PostgresServer(server, admin, pg);
  }

  /**
   * @param {any} server
   * @param {any} admin
   * @param {any} pg
   */
  constructor(server, admin, pg) {
    this.server = server;
    this.admin = admin;
    // A connection may still be closing when the server goes.
    admin.on('error', () => undefined);
    this.pg = pg;
    this.made = 0;
  }

  get pid() {
    return /** @type {number} */ (this.server.pid);
  }

  /**
   * An empty database owned by the login that migrates.
   * @param {string} name
   */
  async createDatabase(name) {
    this.made += 1;
    const database = `bench_${name}_${this.made}`;
    const owner = new URL(this.server.migrationUrl).username;
    await this.admin.query(`CREATE DATABASE ${database} OWNER ${owner}`);
    return {
      name: database,
      env: {
        DATABASE_URL: withDatabase(this.server.url, database),
        DATABASE_API_URL: withDatabase(this.server.apiUrl, database),
        DATABASE_MIGRATION_URL: withDatabase(this.server.migrationUrl, database),
      },
      adminUrl: withDatabase(this.server.adminUrl, database),
    };
  }

  /** @param {{name: string}} database */
  async dropDatabase(database) {
    await this.admin.query(`DROP DATABASE IF EXISTS ${database.name} WITH (FORCE)`);
  }

  /**
   * As superuser, whom row-level security does not bind.
   * @param {{adminUrl: string}} database
   * @param {string} sql
   * @param {unknown[]} [values]
   * @returns {Promise<any[]>}
   */
  async query(database, sql, values = []) {
    const client = new this.pg.Client({ connectionString: database.adminUrl });
    await client.connect();
    try {
      return (await client.query(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** So that no contestant pays for the pages that the one before it left dirty. */
  async settle() {
    await this.admin.query('CHECKPOINT');
  }

  /** @returns {Promise<Record<string, string>>} */
  async settings() {
    const { rows } = await this.admin.query(`SELECT name, setting FROM pg_settings WHERE name = ANY($1)`, [
      [
        'server_version',
        'fsync',
        'synchronous_commit',
        'full_page_writes',
        'shared_buffers',
        'max_wal_size',
        'wal_sync_method',
      ],
    ]);
    return Object.fromEntries(rows.map((/** @type {any} */ row) => [row.name, row.setting]));
  }

  async stop() {
    await this.admin.end();
    await this.server.stop();
  }
}

/**
 * @param {string} url
 * @param {string} database
 */
function withDatabase(url, database) {
  const copy = new URL(url);
  copy.pathname = `/${database}`;
  return copy.href;
}
