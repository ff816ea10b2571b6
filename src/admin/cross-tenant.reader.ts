import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CursorCodec } from '../common/cursor.js';
import type { Page } from '../common/page.js';
import type { PageQuery } from '../common/page.query.js';
import { ID_POSITION, readPage, type Windowed } from '../common/page.reader.js';
import { AdminDatabase } from '../database/admin.database.js';
import { ALONG_INDEX_SQL } from '../database/along-index.sql.js';

export interface ListOptions<T> {
  /** Name of the list. A cursor of one list is invalid for any other list. */
  list: string;
  /**
   * A statement that reads in the order of an index. If a filter has no index, the statement is windowed
   * (`windowedSql`). Parameters: $1 the position of the last row of the previous page (`null`: from the start), $2
   * limit, then `filters`.
   */
  sql: string;
  filters: readonly unknown[];
  /** Format of a position. Default: an id. */
  position?: z.ZodType<string>;
  positionOf(row: T): string;
}

/** Reads the rows of all tenants for administrators. It writes nothing. */
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

  page<T>(
    query: PageQuery,
    { list, sql, filters, position = ID_POSITION, positionOf }: ListOptions<T>,
  ): Promise<Page<T>> {
    return readPage<T, string>(this.cursors, query, {
      binding: ['admin', list, ...filters],
      position,
      read: (after, limit) => this.alongIndex<T>(sql, [after ?? null, limit, ...filters]),
      positionOf,
    });
  }

  private alongIndex<T>(sql: string, parameters: readonly unknown[]): Promise<(T | Windowed<T>)[]> {
    return this.database.transaction(async (tx) => {
      await tx.execute(ALONG_INDEX_SQL);
      return tx.rows<T>(sql, parameters);
    });
  }
}
