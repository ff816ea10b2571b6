import type { PoolClient, QueryResultRow } from 'pg';

/** The name that a statement is prepared under; `undefined`: it is not kept. */
export type StatementNaming = (sql: string) => string | undefined;

/** An open transaction whose row-level security scope is already set. Every named statement is prepared once a connection. */
export class Transaction {
  constructor(
    private readonly client: PoolClient,
    private readonly nameOf: StatementNaming,
  ) {}

  async rows<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    const values = [...parameters];
    const result = await this.client.query<T & QueryResultRow>({ name: this.nameOf(sql), text: sql, values });
    return result.rows;
  }

  async row<T>(sql: string, parameters: readonly unknown[] = []): Promise<T | undefined> {
    return (await this.rows<T>(sql, parameters))[0];
  }

  /** Returns how many rows the statement touched. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const result = await this.client.query({ name: this.nameOf(sql), text: sql, values: [...parameters] });
    return result.rowCount ?? 0;
  }
}
