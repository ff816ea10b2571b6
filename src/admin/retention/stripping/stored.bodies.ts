import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/transaction.js';
import { UNREADABLE_TYPE } from '../../../providers/unreadable.event.js';
import { ProviderRules } from './provider.rules.js';
import { READ_BODIES_SQL, WRITE_BODIES_SQL } from './stripping.sql.js';
import type { RowPosition, StrippedBatch, StrippingTarget } from './stripping.target.js';

interface StoredBody {
  tenantId: string;
  eventId: string;
  receivedOn: string;
  /** `null`: nothing in it looks like something to strip. */
  body: Buffer | null;
  provider: string | null;
  type: string | null;
}

const START: RowPosition = [
  '00000000-0000-0000-0000-000000000000',
  '00000000-0000-0000-0000-000000000000',
  '1970-01-01',
];

/** Bodies of webhook events, dead ones included. An event is named by its key, so its name stays. */
@Injectable()
export class StoredBodies implements StrippingTarget {
  readonly table = 'webhook_bodies';

  constructor(private readonly rules: ProviderRules) {}

  async strip(tx: Transaction, position: RowPosition | null, limit: number): Promise<StrippedBatch> {
    const patterns = this.rules.patterns().map((pattern) => Buffer.from(pattern));
    const rows = await tx.rows<StoredBody>(READ_BODIES_SQL, [...(position ?? START), patterns, limit]);
    const changed = rows.flatMap((row) => {
      const body = row.body && this.strippedOf(row, row.body);
      return body === row.body || body === null ? [] : [{ ...row, body }];
    });
    const stripped = changed.length === 0 ? 0 : await this.write(tx, changed);
    const last = rows.at(-1);
    return { seen: rows.length, stripped, last: last ? [last.tenantId, last.eventId, last.receivedOn] : null };
  }

  private strippedOf({ provider, type }: StoredBody, body: Buffer): Buffer {
    const isJson = type !== null && type !== UNREADABLE_TYPE;
    return this.rules.of(provider).reduce((bytes, rules) => rules.bytes(bytes, isJson), body);
  }

  private write(tx: Transaction, rows: readonly (StoredBody & { body: Buffer })[]): Promise<number> {
    return tx.execute(WRITE_BODIES_SQL, [
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ eventId }) => eventId),
      rows.map(({ receivedOn }) => receivedOn),
      rows.map(({ body }) => body),
    ]);
  }
}
