import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { asUnavailable } from './database.errors.js';

/** The name that a statement is prepared under; `undefined`: it is not kept. */
export type StatementNaming = (sql: string) => string | undefined;

/** An open transaction whose row-level security scope is already set. Every named statement is prepared once a connection. */
export class Transaction {
  constructor(
    private readonly client: PoolClient,
    private readonly nameOf: StatementNaming,
  ) {}

  async rows<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return (await this.query<T & QueryResultRow>(sql, parameters)).rows;
  }

  async row<T>(sql: string, parameters: readonly unknown[] = []): Promise<T | undefined> {
    return (await this.rows<T>(sql, parameters))[0];
  }

  /** Returns how many rows the statement touched. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    return (await this.query(sql, parameters)).rowCount ?? 0;
  }

  private async query<R extends QueryResultRow>(sql: string, parameters: readonly unknown[]): Promise<QueryResult<R>> {
    try {
      return await this.client.query<R>({ name: this.nameOf(sql), text: sql, values: [...parameters] });
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}

/**
 * A transaction that shows the rows of one tenant. Stores take the tenant from it, so that no statement can name another
 * tenant than the one row-level security lets through.
 */
export class TenantTransaction extends Transaction {
  constructor(
    readonly tenantId: string,
    client: PoolClient,
    nameOf: StatementNaming,
  ) {
    super(client, nameOf);
  }
}
