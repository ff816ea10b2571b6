import { Injectable } from '@nestjs/common';
import { refusedContent } from '../database/database.errors.js';
import type { Transaction } from '../database/transaction.js';
import type { LeftOut, RecordBatch } from '../providers/record-batch.js';
import type { Stripping } from '../providers/stripping/stripping.js';
import { elementsOf } from '../common/json.elements.js';
import { RecordStore, type WriteResult } from './record.store.js';

export interface IsolatedWrite extends WriteResult {
  /** What PostgreSQL does not take. The rest is written. */
  refused: LeftOut[];
}

type Owner = { tenantId: string; integrationId: string };

/**
 * Writes a batch of which PostgreSQL has refused something that no rule of ours foresees: a number beyond its range, an
 * object beyond its limits. Halves it until what is refused stands alone.
 */
@Injectable()
export class RecordIsolator {
  constructor(private readonly records: RecordStore) {}

  /** @throws what is no refusal of content */
  async write(tx: Transaction, owner: Owner, stripped: Stripping, batch: RecordBatch): Promise<IsolatedWrite> {
    const elements = elementsOf(batch.json);
    if (elements.length !== batch.types.length) throw new Error('The batch and its JSON differ in length');
    const written: IsolatedWrite = { created: 0, updated: 0, unchanged: 0, deleted: 0, ties: [], refused: [] };
    const parts = [batch];
    for (let part = parts.pop(); part; part = parts.pop()) {
      await tx.execute('SAVEPOINT part');
      try {
        add(written, await this.records.write(tx, owner, stripped, part));
        await tx.execute('RELEASE SAVEPOINT part');
      } catch (error) {
        const reason = refusedContent(error);
        if (!reason) throw error;
        await tx.execute('ROLLBACK TO SAVEPOINT part');
        if (part.types.length > 1) parts.push(...halvesOf(part));
        else written.refused.push({ type: part.types[0]!, externalId: part.externalIds[0]!, reason });
      }
    }
    return written;
  }
}

function add(sum: IsolatedWrite, { created, updated, unchanged, deleted, ties }: WriteResult): void {
  sum.created += created;
  sum.updated += updated;
  sum.unchanged += unchanged;
  sum.deleted += deleted;
  sum.ties.push(...ties);
}

/** The first half last: what is pushed last is written first. */
function halvesOf(batch: RecordBatch): RecordBatch[] {
  const middle = Math.ceil(batch.types.length / 2);
  const elements = elementsOf(batch.json);
  const part = (from: number, to?: number): RecordBatch => ({
    types: batch.types.slice(from, to),
    externalIds: batch.externalIds.slice(from, to),
    dating: batch.dating,
    seconds: batch.seconds.slice(from, to),
    ...(batch.sequences && { sequences: batch.sequences.slice(from, to) }),
    deleted: batch.deleted.slice(from, to),
    json: `[${elements.slice(from, to).join(',')}]`,
  });
  return [part(middle), part(0, middle)];
}
