import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/transaction.js';
import { ProviderRules } from './provider.rules.js';
import { READ_RECORDS_SQL, WRITE_RECORDS_SQL } from '../../../records/record-stripping.sql.js';
import { BATCH_BYTES, BATCH_ROWS, NO_UUID, stripRows } from './stripping.target.js';
import type { RowPosition, StrippedBatch, StrippingTarget } from './stripping.target.js';

interface StoredRecord {
  tenantId: string;
  integrationId: string;
  type: string;
  externalId: string;
  version: string;
  hash: string;
  /** `null`: nothing in the record matches a pattern. */
  raw: string | null;
  provider: string | null;
}

type StrippedRecord = StoredRecord & { raw: string };

const START: RowPosition = [NO_UUID, NO_UUID, '', ''];

/** Records. Only the content and its hash change, so readers do not see a new change. */
@Injectable()
export class StoredRecords implements StrippingTarget {
  readonly table = 'records';

  constructor(private readonly rules: ProviderRules) {}

  async strip(tx: Transaction, position: RowPosition | null): Promise<StrippedBatch> {
    const values = [...(position ?? START), this.rules.patterns(), BATCH_ROWS, BATCH_BYTES];
    const rows = await tx.rows<StoredRecord>(READ_RECORDS_SQL, values);
    const changed = await stripRows(rows, (row) => this.strippedOf(row));
    const stripped = changed.length === 0 ? 0 : await this.write(tx, changed);
    const last = rows.at(-1);
    return {
      seen: rows.length,
      stripped,
      last: last ? [last.tenantId, last.integrationId, last.type, last.externalId] : null,
    };
  }

  private strippedOf(row: StoredRecord): StrippedRecord | null {
    if (row.raw === null) return null;
    const raw = this.rules.of(row.provider).reduce((text, rules) => rules.json(text), row.raw);
    return raw === row.raw ? null : { ...row, raw };
  }

  private write(tx: Transaction, rows: readonly StrippedRecord[]): Promise<number> {
    return tx.execute(WRITE_RECORDS_SQL, [
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ integrationId }) => integrationId),
      rows.map(({ type }) => type),
      rows.map(({ externalId }) => externalId),
      rows.map(({ version }) => version),
      rows.map(({ hash }) => hash),
      `[${rows.map(({ raw }) => raw).join(',')}]`,
    ]);
  }
}
