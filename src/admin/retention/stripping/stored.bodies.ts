import type { Transaction } from '../../../database/transaction.js';
import { UNREADABLE_TYPE } from '../../../providers/kit/unreadable.event.js';
import type { ProviderRules } from './provider.rules.js';
import { readBodiesSql, writeBodiesSql, type BodyTable } from '../../../webhooks/inbox/body-stripping.sql.js';
import { BATCH_BYTES, BATCH_ROWS, NO_UUID, stripRows } from './stripping.target.js';
import type { RowPosition, StrippedBatch, StrippingTarget } from './stripping.target.js';

interface StoredBody {
  tenantId: string;
  eventId: string;
  receivedOn: string;
  /** `null`: nothing in the body matches a pattern. */
  body: Buffer | null;
  provider: string | null;
  /** `null`: the event no longer exists. */
  type: string | null;
}

type StrippedBody = StoredBody & { body: Buffer };

const START: RowPosition = [NO_UUID, NO_UUID, '1970-01-01'];

/** Bodies of webhook events, including dead ones. Only the body changes: an event keeps its stored dedupe key. */
export class StoredBodies implements StrippingTarget {
  private readonly readSql: string;
  private readonly writeSql: string;

  constructor(
    private readonly rules: ProviderRules,
    readonly table: BodyTable,
  ) {
    this.readSql = readBodiesSql(table);
    this.writeSql = writeBodiesSql(table);
  }

  async strip(tx: Transaction, position: RowPosition | null): Promise<StrippedBatch> {
    const patterns = this.rules.patterns().map((pattern) => Buffer.from(pattern));
    const values = [...(position ?? START), patterns, BATCH_ROWS, BATCH_BYTES, UNREADABLE_TYPE];
    const rows = await tx.rows<StoredBody>(this.readSql, values);
    const changed = await stripRows(rows, (row) => this.strippedOf(row));
    const stripped = changed.length === 0 ? 0 : await this.write(tx, changed);
    const last = rows.at(-1);
    return { seen: rows.length, stripped, last: last ? [last.tenantId, last.eventId, last.receivedOn] : null };
  }

  private strippedOf(row: StoredBody): StrippedBody | null {
    const { provider, type, body: stored } = row;
    if (stored === null) return null;
    const isReadable = type !== null && type !== UNREADABLE_TYPE;
    let body = stored;
    for (const rules of this.rules.of(provider)) body = isReadable ? rules.body(body) : rules.unreadableBody(body);
    return body === stored ? null : { ...row, body };
  }

  private write(tx: Transaction, rows: readonly StrippedBody[]): Promise<number> {
    return tx.execute(this.writeSql, [
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ eventId }) => eventId),
      rows.map(({ receivedOn }) => receivedOn),
      rows.map(({ body }) => body),
    ]);
  }
}
