import pg from 'pg';
import { query } from './database.js';
import type { PostgresProxy } from './postgres.proxy.js';
import type { PostgresServer } from './server.process.js';

const LOGINS = ['integration_api', 'integration_worker'];

export interface PostgresFault {
  name: string;
  /** Reasons that `/health/ready` may report. */
  reasons: string[];
  /** @returns a function that ends the fault */
  begin(): Promise<() => Promise<unknown>>;
}

/** Faults of a real server, caused by means that a superuser has. */
export class PostgresFaults {
  private readonly name: string;

  constructor(
    private readonly server: PostgresServer,
    private readonly proxy: PostgresProxy,
  ) {
    this.name = new URL(server.url).pathname.slice(1);
  }

  all(): PostgresFault[] {
    const { name } = this;
    return [
      this.planted('disk full', '53100', ['disk_full']),
      this.planted('out of memory', '53200', ['out_of_memory']),
      this.planted('I/O error', '58030', ['io_error']),
      this.planted('internal error', 'XX000', ['internal']),
      this.altered('read-only', ['read_only'], {
        begin: [`ALTER DATABASE ${name} SET default_transaction_read_only = on`],
        end: [`ALTER DATABASE ${name} RESET default_transaction_read_only`],
      }),
      this.altered('password changed', ['authentication'], this.ofLogins('PASSWORD NULL', undefined)),
      this.altered('login forbidden', ['authentication'], this.ofLogins('NOLOGIN', 'LOGIN')),
      this.altered(
        'no connections',
        ['too_many_connections'],
        this.ofLogins('CONNECTION LIMIT 0', 'CONNECTION LIMIT -1'),
      ),
      this.altered('database closed', ['unreachable'], {
        begin: [`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`],
        end: [`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`],
      }),
      this.altered('database renamed', ['missing_database'], {
        begin: [
          `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`,
          terminating(name),
          `ALTER DATABASE ${name} RENAME TO ${name}_elsewhere`,
        ],
        end: [`ALTER DATABASE ${name}_elsewhere RENAME TO ${name}`, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`],
      }),
      this.locked(),
      this.slow('statement timeout', ['statement_timeout', 'timeout'], []),
      this.slow(
        'transaction timeout',
        ['session_timeout'],
        [`ALTER DATABASE ${name} SET transaction_timeout = '300ms'`],
      ),
      this.proxied('unreachable', 'refuse', ['unreachable']),
      this.proxied('silent', 'silent', ['timeout']),
      this.proxied('starting', 'starting', ['starting']),
    ];
  }

  /** Every write to the table fails with this SQLSTATE. */
  async plant(table: string, code: string, condition = 'true'): Promise<() => Promise<unknown>> {
    await this.run(
      `CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         RAISE EXCEPTION 'planted' USING ERRCODE = TG_ARGV[0]; END $$`,
      `CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW WHEN (${condition})
         EXECUTE FUNCTION refuse('${code}')`,
    );
    return () => this.run(`DROP TRIGGER refuse ON ${table}`);
  }

  private planted(name: string, code: string, reasons: string[]): PostgresFault {
    return { name, reasons, begin: () => this.plant('webhook_events', code) };
  }

  private altered(name: string, reasons: string[], sql: { begin: string[]; end: string[] }): PostgresFault {
    return {
      name,
      reasons,
      begin: async () => {
        await this.byAdmin([...sql.begin, terminating(this.name)]);
        return () => this.byAdmin([...sql.end, terminating(this.name)]);
      },
    };
  }

  private ofLogins(refused: string, allowed: string | undefined): { begin: string[]; end: string[] } {
    const alter = (login: string, what: string) => `ALTER ROLE ${login} ${what}`;
    const passwords = [this.server.env.DATABASE_API_URL, this.server.env.DATABASE_URL].map(
      (url) => new URL(url).password,
    );
    return {
      begin: LOGINS.map((login) => alter(login, refused)),
      end: LOGINS.map((login, n) => alter(login, allowed ?? `PASSWORD '${decodeURIComponent(passwords[n] ?? '')}'`)),
    };
  }

  private locked(): PostgresFault {
    return {
      name: 'locked inbox',
      reasons: ['locked'],
      begin: async () => {
        const client = new pg.Client({ connectionString: this.server.adminUrl });
        await client.connect();
        await client.query('BEGIN; LOCK TABLE webhook_events IN ACCESS EXCLUSIVE MODE');
        return () => client.end();
      },
    };
  }

  private slow(name: string, reasons: string[], begin: string[]): PostgresFault {
    return {
      name,
      reasons,
      begin: async () => {
        await this.run(
          `CREATE OR REPLACE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             PERFORM pg_sleep(60); RETURN NEW; END $$`,
          `CREATE TRIGGER dawdle BEFORE INSERT OR UPDATE ON webhook_events FOR EACH ROW EXECUTE FUNCTION dawdle()`,
        );
        await this.byAdmin([...begin, terminating(this.name)]);
        return async () => {
          await this.byAdmin([`ALTER DATABASE ${this.name} RESET transaction_timeout`, terminating(this.name)]);
          await this.run(`DROP TRIGGER dawdle ON webhook_events`);
        };
      },
    };
  }

  private proxied(name: string, mode: 'refuse' | 'silent' | 'starting', reasons: string[]): PostgresFault {
    return {
      name,
      reasons,
      begin: async () => {
        await this.proxy.use(mode);
        return () => this.proxy.use('pass');
      },
    };
  }

  private async run(...statements: string[]): Promise<void> {
    for (const statement of statements) await query(this.server.adminUrl, statement);
  }

  /**
   * Uses another database, because a database with connections cannot be renamed, nor can its connections be ended from
   * within.
   */
  private async byAdmin(statements: string[]): Promise<void> {
    const elsewhere = Object.assign(new URL(this.server.adminUrl), { pathname: '/postgres' }).href;
    for (const statement of statements) await query(elsewhere, statement);
  }
}

function terminating(name: string): string {
  return `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`;
}
