import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CursorCodec } from '../common/cursor.js';
import type { Page } from '../common/page.js';
import type { PageQuery } from '../common/page.query.js';
import { ID_POSITION, readPage, type Windowed } from '../common/page.reader.js';
import { AdminDatabase } from '../database/admin.database.js';
import { ALONG_INDEX_SQL } from '../database/along-index.sql.js';

export interface ListOptions<T> {
  /** Name of the list: a cursor of one list is no cursor of another. */
  list: string;
  /**
   * In the order of an index, windowed where there are filters that no index answers. Parameters: $1 position that the
   * last page ended at (`null`: from the start), $2 limit, then `filters`.
   */
  sql: string;
  filters: readonly unknown[];
  /** What a position looks like; an id if absent. */
  position?: z.ZodType<string>;
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
