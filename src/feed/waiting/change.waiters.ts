import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { Lifecycle } from '../../common/lifecycle.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { FeedScope } from '../feed.scope.js';
import { WaitingSlots } from './waiting.slots.js';

export interface WaitResult {
  /** Every change that the reader asks for is above it. */
  xid: string;
  /** `false`: the time is over, the client has gone, or the process stops. */
  isChanged: boolean;
}

interface Waiter extends FeedScope {
  xid: string;
  end(isChanged: boolean): void;
}

const READY_SQL = `SELECT horizon::text AS horizon, ready FROM feed_ready($1, $2, $3, $4)`;

/**
 * Readers that wait for a change. One query of the process asks for all of them, so that a thousand readers cost one
 * statement and no connection.
 */
@Injectable()
export class ChangeWaiters implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly waiters = new Set<Waiter>();
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly database: Database,
    private readonly slots: WaitingSlots,
    private readonly lifecycle: Lifecycle,
    @Inject(CONFIG) { limits }: Config,
  ) {
    this.loop = new BackgroundLoop({ name: 'changes', everyMs: limits.CHANGES_POLL_MS }, () => this.look());
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  /**
   * @param xid transaction id up to which everything is read
   * @throws QuotaExceededError @throws TooManyRequestsError
   */
  async wait(scope: FeedScope, xid: string, ms: number, gone: AbortSignal): Promise<WaitResult> {
    if (gone.aborted || this.lifecycle.isClosing) return { xid, isChanged: false };
    const giveBack = this.slots.take(scope.tenantId);
    return new Promise((resolve) => {
      const onGone = () => waiter.end(false);
      const waiter: Waiter = {
        ...scope,
        xid,
        end: (isChanged) => {
          if (!this.waiters.delete(waiter)) return;
          clearTimeout(timer);
          gone.removeEventListener('abort', onGone);
          forget();
          giveBack();
          resolve({ xid: waiter.xid, isChanged });
        },
      };
      this.waiters.add(waiter);
      const timer = setTimeout(onGone, ms);
      gone.addEventListener('abort', onGone);
      const forget = this.lifecycle.onClose(onGone);
    });
  }

  /** Asks once for all. Those that find nothing are asked about the later changes only. */
  private async look(): Promise<void> {
    const asked = [...this.waiters];
    if (asked.length === 0) return;
    const [row] = await this.database.call<{ horizon: string; ready: number[] }>(READY_SQL, [
      asked.map(({ tenantId }) => tenantId),
      asked.map(({ integrationId }) => integrationId),
      asked.map(({ types }) => types?.join(',') ?? null),
      asked.map(({ xid }) => xid),
    ]);
    if (!row) return;
    const ready = new Set(row.ready);
    for (const [index, waiter] of asked.entries()) {
      if (ready.has(index + 1)) waiter.end(true);
      else waiter.xid = row.horizon;
    }
  }
}
