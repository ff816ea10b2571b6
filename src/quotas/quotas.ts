import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import type { TenantTransaction, Transaction } from '../database/transaction.js';
import { QuotaExceededError } from './quota.error.js';
import { COUNTED_EACH_TIME, QuotaMemory } from './quota.memory.js';
import { QuotaWarnings } from './quota.warnings.js';
import { REFUSING_QUOTAS, type Quota, type RefusingQuota, type RollingQuota } from './quota.table.js';

const LOCK_SQL = `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`;

interface Count {
  used: number;
  freesIn?: number | null;
}

/**
 * Keeps tenants within their quotas. `within` names the object within the tenant that the quota applies to. If a tenant
 * is already above a quota, it keeps what it has. Only additions are refused.
 */
@Injectable()
export class Quotas {
  private readonly memory: QuotaMemory;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    clock: Clock,
    private readonly warnings: QuotaWarnings,
  ) {
    this.memory = new QuotaMemory(() => clock.now());
  }

  /**
   * Refuses early, before a provider is called for nothing. It locks nothing, so {@link admit} decides.
   * @throws QuotaExceededError
   */
  async check(tx: TenantTransaction, name: RefusingQuota, ...within: unknown[]): Promise<void> {
    this.judge(name, await this.count(tx, name, within));
  }

  /**
   * Checks that one more item fits. Call it in the transaction that inserts the item, before the insert. Another
   * request that adds an item waits until that transaction has ended, and then counts its item too. A quota that is
   * nearly used is reported.
   * @throws QuotaExceededError
   */
  async admit(tx: TenantTransaction, name: RefusingQuota, ...within: unknown[]): Promise<void> {
    const key = [name, tx.tenantId, ...within].join(':');
    const isRemembered = this.isRemembered(name);
    const known = isRemembered ? this.memory.ask(key) : undefined;
    if (known?.fits) return;
    if (known) throw this.exceeded(name, known.freesIn);
    await this.hold(tx, key);
    const count = await this.count(tx, name, within);
    if (isRemembered) this.memory.learn(key, this.config.limits[name] - count.used, count.freesIn ?? 1);
    this.judge(name, count);
    const [of] = within;
    const use = { used: count.used + 1, limit: this.config.limits[name] };
    await this.warnings.note(tx, { quota: name, of: typeof of === 'string' ? of : null, ...use });
  }

  /**
   * For quotas that end the oldest item. The caller adds one, and then deletes all but the newest.
   * @returns how many may stay; no other request adds one until the transaction ends
   */
  async roll(tx: TenantTransaction, name: RollingQuota, ...within: unknown[]): Promise<number> {
    await this.hold(tx, [name, tx.tenantId, ...within].join(':'));
    return this.config.limits[name];
  }

  /** A separate statement, so that the next statement sees what was committed while this one waited. */
  private async hold(tx: Transaction, key: string): Promise<void> {
    await tx.execute(LOCK_SQL, [`quota:${key}`]);
  }

  private async count(tx: TenantTransaction, name: RefusingQuota, within: readonly unknown[]): Promise<Count> {
    const row = await tx.row<Count>(REFUSING_QUOTAS[name].countSql, [tx.tenantId, this.config.limits[name], ...within]);
    return row as Count;
  }

  private judge(name: RefusingQuota, { used, freesIn }: Count): void {
    if (used >= this.config.limits[name]) throw this.exceeded(name, freesIn ?? undefined);
  }

  private exceeded(name: RefusingQuota, freesIn?: number): QuotaExceededError {
    return new QuotaExceededError(name, this.config.limits[name], REFUSING_QUOTAS[name].advice, freesIn);
  }

  private isRemembered(name: RefusingQuota): boolean {
    const { isRemembered }: Quota = REFUSING_QUOTAS[name];
    return isRemembered === true && this.config.limits[name] >= COUNTED_EACH_TIME;
  }
}
