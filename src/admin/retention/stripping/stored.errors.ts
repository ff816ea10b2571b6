import type { Transaction } from '../../../database/transaction.js';
import type { ErrorColumn } from './error.columns.js';
import type { ProviderRules } from './provider.rules.js';
import { readErrorsSql, writeErrorsSql } from './error-stripping.sql.js';
import { BATCH_ROWS, stripRows } from './stripping.target.js';
import type { RowPosition, StrippedBatch, StrippingTarget } from './stripping.target.js';

interface StoredError {
  key: string[];
  /** `null`: there was no error. */
  error: string | null;
  provider: string | null;
}

type StrippedError = StoredError & { stripped: string };

/** The errors stored in one column. A provider may quote data of the request in its message. */
export class StoredErrors implements StrippingTarget {
  readonly table: string;
  private readonly start: RowPosition;
  private readonly readSql: string;
  private readonly writeSql: string;

  constructor(
    private readonly rules: ProviderRules,
    column: ErrorColumn,
  ) {
    this.table = column.table;
    this.start = column.key.map(({ first }) => first);
    this.readSql = readErrorsSql(column);
    this.writeSql = writeErrorsSql(column);
  }

  async strip(tx: Transaction, position: RowPosition | null): Promise<StrippedBatch> {
    const rows = await tx.rows<StoredError>(this.readSql, [position ?? this.start, BATCH_ROWS]);
    const changed = await stripRows(rows, (row) => this.strippedOf(row));
    const stripped = changed.length === 0 ? 0 : await this.write(tx, changed);
    return { seen: rows.length, stripped, last: rows.at(-1)?.key ?? null };
  }

  private strippedOf(row: StoredError): StrippedError | null {
    if (row.error === null) return null;
    const rules = this.rules.of(row.provider);
    let isChanged = false;
    const stripped = JSON.parse(row.error, (_, value: unknown) => {
      if (typeof value !== 'string') return value;
      const message = rules.reduce((text, stripping) => stripping.message(text), value);
      isChanged ||= message !== value;
      return message;
    }) as unknown;
    return isChanged ? { ...row, stripped: JSON.stringify(stripped) } : null;
  }

  private write(tx: Transaction, rows: readonly StrippedError[]): Promise<number> {
    const keys = this.start.map((_, column) => rows.map(({ key }) => key[column]));
    return tx.execute(this.writeSql, [...keys, rows.map(({ error }) => error), rows.map(({ stripped }) => stripped)]);
  }
}
