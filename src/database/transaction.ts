import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { asUnavailable } from './database.errors.js';

/** The name under which a statement is prepared. `undefined`: it is not prepared. */
export type StatementNaming = (sql: string) => string | undefined;

/**
 * An open transaction whose row-level security scope is set. Each named statement is prepared once for each connection.
 */
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

  /** Returns the number of rows that the statement affected. */
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
 * A transaction that shows the rows of one tenant. Stores take the tenant id from it, so a statement cannot name
 * another tenant than the one that row-level security allows.
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
