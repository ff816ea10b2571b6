import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import type { Transaction } from '../../database/transaction.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { RECORD_COLUMNS, toRecord, type RecordRow } from '../../records/record.row.js';
import type { RunRow } from '../runs/run.row.js';
import { LeaseLostError } from '../../work/lease.js';

const compress = promisify(gzip);
/** Records of one part; parts are gzip members, and so are their concatenation. */
const PART_RECORDS = 1_000;

/**
 * Writes the records of an integration as NDJSON, in parts that are each committed on their own: a killed export
 * goes on after its last part.
 */
@Injectable()
export class RecordExporter {
  constructor(
    private readonly database: Database,
    private readonly providers: ProviderRegistry,
    private readonly clock: Clock,
  ) {}

  async export(run: RunRow, signal: AbortSignal): Promise<void> {
    const provider = this.providers.get(run.provider);
    let { part, after } = await this.database.inTenant(run.tenantId, (tx) => this.resume(tx, run));
    for (;;) {
      signal.throwIfAborted();
      const rows = await this.database.inTenant(run.tenantId, (tx) => this.read(tx, run, after));
      const last = rows.at(-1);
      if (!last) return;
      const at = new Date(this.clock.now());
      const lines = rows.map((row) => JSON.stringify(toRecord(row, provider, at, true)));
      const content = await compress(`${lines.join('\n')}\n`);
      after = { type: last.type, externalId: last.externalId };
      await this.database.inTenant(run.tenantId, (tx) => this.save(tx, run, part, rows.length, content, after));
      part++;
    }
  }

  private async resume(tx: Transaction, { tenantId, id }: RunRow): Promise<{ part: number; after: Position }> {
    const last = await tx.row<{ part: number; after: Position }>(
      `SELECT part, after FROM run_exports WHERE tenant_id = $1 AND run_id = $2 ORDER BY part DESC LIMIT 1`,
      [tenantId, id],
    );
    return last ? { part: last.part + 1, after: last.after } : { part: 0, after: { type: '', externalId: '' } };
  }

  private read(tx: Transaction, { tenantId, integrationId, syncType }: RunRow, after: Position): Promise<RecordRow[]> {
    return tx.rows<RecordRow>(
      `SELECT ${RECORD_COLUMNS} FROM records WHERE tenant_id = $1 AND integration_id = $2
         AND ($3 = 'all' OR type = $3) AND (type, external_id) > ($4, $5) ORDER BY type, external_id LIMIT $6`,
      [tenantId, integrationId, syncType, after.type, after.externalId, PART_RECORDS],
    );
  }

  private async save(
    tx: Transaction,
    { tenantId, id, fence }: RunRow,
    part: number,
    lines: number,
    content: Buffer,
    after: Position,
  ): Promise<void> {
    const saved = await tx.execute(
      `INSERT INTO run_exports (tenant_id, run_id, part, lines, content, after)
       SELECT $1, $2, $4, $5, $6, $7 FROM sync_runs
       WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND status = 'running' FOR SHARE`,
      [tenantId, id, fence, part, lines, content, JSON.stringify(after)],
    );
    if (saved === 0) throw new LeaseLostError();
  }
}

interface Position {
  type: string;
  externalId: string;
}
