import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/transaction.js';
import { ProviderRules } from './provider.rules.js';
import { READ_EXPORTS_SQL, WRITE_EXPORTS_SQL } from '../../../sync/batch/export-stripping.sql.js';
import { BATCH_BYTES, BATCH_ROWS, NO_UUID, stripRows } from './stripping.target.js';
import type { RowPosition, StrippedBatch, StrippingTarget } from './stripping.target.js';

interface StoredExport {
  tenantId: string;
  runId: string;
  part: number;
  content: Buffer;
  provider: string | null;
}

const START: RowPosition = [NO_UUID, NO_UUID, '-1'];

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Exports, which hold records as they were when the export ran. */
@Injectable()
export class StoredExports implements StrippingTarget {
  readonly table = 'run_exports';

  constructor(private readonly rules: ProviderRules) {}

  async strip(tx: Transaction, position: RowPosition | null): Promise<StrippedBatch> {
    const values = [...(position ?? START), BATCH_ROWS, BATCH_BYTES];
    const rows = await tx.rows<StoredExport>(READ_EXPORTS_SQL, values);
    const changed = await stripRows(rows, (row) => this.strippedOf(row));
    const stripped = changed.length === 0 ? 0 : await this.write(tx, changed);
    const last = rows.at(-1);
    return { seen: rows.length, stripped, last: last ? [last.tenantId, last.runId, String(last.part)] : null };
  }

  private async strippedOf(row: StoredExport): Promise<StoredExport | null> {
    const lines = await linesOf(row);
    if (lines === null) return null;
    const stripped = this.rules.of(row.provider).reduce((text, rules) => rules.json(text), lines);
    return stripped === lines ? null : { ...row, content: await compress(stripped) };
  }

  private write(tx: Transaction, rows: readonly StoredExport[]): Promise<number> {
    return tx.execute(WRITE_EXPORTS_SQL, [
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ runId }) => runId),
      rows.map(({ part }) => part),
      rows.map(({ content }) => content),
    ]);
  }
}

/** `null`: the export is damaged, so it cannot be downloaded either. */
async function linesOf({ content }: StoredExport): Promise<string | null> {
  try {
    return (await decompress(content)).toString('utf8');
  } catch {
    return null;
  }
}
