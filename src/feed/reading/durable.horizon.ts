import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';
import type { FeedPosition } from '../feed.position.js';
import type { FeedState } from './change-log.sql.js';

/** At its COMMIT, everything that was committed before is on the disk. */
const FLUSH_SQL = `
  SELECT set_config('synchronous_commit', replace(current_setting('synchronous_commit'), 'off', 'on'), true),
    pg_logical_emit_message(true, 'change feed', '')`;

/**
 * Keeps cursors from being ahead of what a crash of PostgreSQL leaves. Webhooks are applied with commits that reach the disk
 * a moment later. After a crash their transaction ids would be given out again, and a cursor beyond them would skip what
 * is written then. So the disk is waited for before such a cursor is given out.
 */
@Injectable()
export class DurableHorizon {
  private known?: { epoch: string; xid: bigint };

  /**
   * Call it last in a transaction that ends at `next`.
   * @returns to be called after the commit
   */
  async secure(tx: Transaction, { epoch, horizon, isVolatile }: FeedState, next: FeedPosition): Promise<() => void> {
    if (this.known?.epoch === epoch && BigInt(next.xid) <= this.known.xid) return () => {};
    if (isVolatile) await tx.execute(FLUSH_SQL);
    return () => this.learn(epoch, BigInt(horizon));
  }

  private learn(epoch: string, xid: bigint): void {
    if (this.known?.epoch !== epoch || this.known.xid < xid) this.known = { epoch, xid };
  }
}
