import { Injectable } from '@nestjs/common';
import { CursorCodec } from '../common/cursor.js';
import type { Page } from '../common/page.js';
import type { PageQuery } from '../common/page.query.js';
import { AdminDatabase } from '../database/admin.database.js';

export interface ListOptions<T> {
  /** Name of the list: a cursor of one list is no cursor of another. */
  list: string;
  /** Parameters: $1 position that the last page ended at (`null`: from the start), $2 limit, then `filters`. */
  sql: string;
  filters: readonly unknown[];
  positionOf(row: T): string;
}

/** Reads every tenant's rows, for administrators. Nothing is written across tenants. */
@Injectable()
export class CrossTenantReader {
  constructor(
    private readonly database: AdminDatabase,
    private readonly cursors: CursorCodec,
  ) {}

  rows<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return this.database.transaction((tx) => tx.rows<T>(sql, parameters));
  }

  async row<T>(sql: string, parameters: readonly unknown[] = []): Promise<T | undefined> {
    return (await this.rows<T>(sql, parameters))[0];
  }

  async page<T>({ limit, cursor }: PageQuery, { list, sql, filters, positionOf }: ListOptions<T>): Promise<Page<T>> {
    const binding = ['admin', list, ...filters];
    const position = cursor ? this.cursors.decode<string>(cursor, binding) : null;
    const rows = await this.rows<T>(sql, [position, limit + 1, ...filters]);
    const data = rows.slice(0, limit);
    const last = data.at(-1);
    const more = rows.length > limit && last !== undefined;
    return { data, nextCursor: more ? this.cursors.encode(positionOf(last), binding) : null };
  }
}
