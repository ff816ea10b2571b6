import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/transaction.js';
import { ProviderRules } from './provider.rules.js';
import { READ_RECORDS_SQL, WRITE_RECORDS_SQL } from './stripping.sql.js';
import type { RowPosition, StrippedBatch, StrippingTarget } from './stripping.target.js';

interface StoredRecord {
  tenantId: string;
  integrationId: string;
  type: string;
  externalId: string;
  version: string;
  hash: string;
  /** `null`: nothing in it looks like something to strip. */
  raw: string | null;
  provider: string | null;
}

const START: RowPosition = ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', '', ''];

@Injectable()
export class StoredRecords implements StrippingTarget {
  readonly table = 'records';

  constructor(private readonly rules: ProviderRules) {}

  async strip(tx: Transaction, position: RowPosition | null, limit: number): Promise<StrippedBatch> {
    const after = position ?? START;
    const rows = await tx.rows<StoredRecord>(READ_RECORDS_SQL, [...after, this.rules.patterns(), limit]);
    const changed = rows.flatMap((row) => {
      const raw = row.raw === null ? null : this.strippedOf(row.provider, row.raw);
      return raw === row.raw || raw === null ? [] : [{ ...row, raw }];
    });
    const stripped = changed.length === 0 ? 0 : await this.write(tx, changed);
    const last = rows.at(-1);
    return {
      seen: rows.length,
      stripped,
      last: last ? [last.tenantId, last.integrationId, last.type, last.externalId] : null,
    };
  }

  private strippedOf(provider: string | null, raw: string): string {
    return this.rules.of(provider).reduce((text, rules) => rules.json(text), raw);
  }

  private write(tx: Transaction, rows: readonly (StoredRecord & { raw: string })[]): Promise<number> {
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
