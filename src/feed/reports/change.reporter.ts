import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CursorCodec } from '../../common/cursor.js';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import type { Transaction } from '../../database/transaction.js';
import { Facts } from '../../facts/facts.js';
import { atHorizon, type FeedPosition } from '../feed.position.js';
import { bindingOf } from '../feed.scope.js';
import { RENEW_EPOCH_SQL } from '../reading/change-log.sql.js';
import { CHANGES_SINCE_SQL, SAVE_REPORT_SQL, TAKE_REPORT_SQL } from './change-report.sql.js';

/** How often it is looked whether a report is due. */
const INTERVAL_MS = 1_000;

interface Report {
  epoch: string;
  isCurrent: boolean;
  xid: string;
  id: string;
}

interface Changed {
  tenantId: string;
  integrationId: string;
  type: string;
  count: number;
}

interface ChangesSince {
  isMore: boolean;
  horizon: string;
  lastXid: string | null;
  nextId: string | null;
  changed: Changed[];
}

/**
 * In every scheduler: reports the changes since the last report, as one fact for each integration and type. The facts and
 * the position are committed together, so a report is neither skipped nor repeated.
 */
@Injectable()
export class ChangeReporter implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new BackgroundLoop({ name: 'change-reports', everyMs: INTERVAL_MS }, () => this.report());

  constructor(
    private readonly crossTenant: CrossTenant,
    private readonly facts: Facts,
    private readonly cursors: CursorCodec,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  /** Returns the time until the next look. */
  async report(): Promise<number> {
    const outcome = await this.crossTenant.transaction((tx) => this.reportIn(tx));
    // In another transaction, because a reader may do the same, and this one holds the row that it replaces.
    if (outcome === 'outdated') await this.crossTenant.transaction((tx) => tx.execute(RENEW_EPOCH_SQL));
    return outcome === 'more' ? 0 : INTERVAL_MS;
  }

  private async reportIn(tx: Transaction): Promise<'done' | 'more' | 'outdated'> {
    const { CHANGES_REPORT_SECONDS, CHANGES_REPORT_ENTRIES } = this.config.limits;
    const last = await tx.row<Report>(TAKE_REPORT_SQL, [CHANGES_REPORT_SECONDS]);
    if (!last) return 'done';
    if (!last.isCurrent) return 'outdated';
    const since = await tx.row<ChangesSince>(CHANGES_SINCE_SQL, [last.xid, last.id, CHANGES_REPORT_ENTRIES]);
    if (!since) return 'done';
    await this.record(tx, { ...atHorizon(last.epoch, last.xid), id: last.id }, since.changed);
    const next = since.isMore ? [since.lastXid, since.nextId] : [since.horizon, '0'];
    await tx.execute(SAVE_REPORT_SQL, [...next, since.isMore]);
    return since.isMore ? 'more' : 'done';
  }

  private async record(tx: Transaction, from: FeedPosition, changed: readonly Changed[]): Promise<void> {
    const facts = changed.map(({ tenantId, integrationId, type, count }) => {
      const cursor = this.cursors.encode(from, bindingOf(tenantId, integrationId, type));
      return { tenantId, key: `${integrationId}/${type}`, count, data: { integrationId, type, cursor } };
    });
    await this.facts.recordAll(tx, 'records.changed', facts, this.config.notifications.platform !== undefined);
  }
}
