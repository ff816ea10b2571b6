import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { ALONG_INDEX_SQL } from '../../database/along-index.sql.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { readingOf, type Reading } from '../../records/record.reading.js';
import { toRecord } from '../../records/record.row.js';
import type { ChangeDto } from '../change.dto.js';
import { CursorExpiredError } from '../feed.errors.js';
import { atHorizon, type FeedPosition } from '../feed.position.js';
import { typesOf, type FeedScope } from '../feed.scope.js';
import { FEED_STATE_SQL, RENEW_EPOCH_SQL, type FeedState } from './change-log.sql.js';
import { ChangeLog, type ChangedRecord, type LogPage } from './change.log.js';
import { DurableHorizon } from './durable.horizon.js';
import type { FeedPage } from './feed.page.js';
import { RecordWalk } from './record.walk.js';

/** What is asked for. The names of the types are not checked yet. */
export interface FeedRequest {
  tenantId: string;
  integrationId: string | null;
  types: string | undefined;
}

/** `start`: from the beginning. `now`: from now on. */
export type FeedStart = FeedPosition | 'start' | 'now';

/** Reads one page of the feed. */
@Injectable()
export class ChangeReader {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly providers: ProviderRegistry,
    private readonly log: ChangeLog,
    private readonly walk: RecordWalk,
    private readonly durable: DurableHorizon,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws NotFoundError for another tenant's integration, too
   * @throws ValidationError for an unknown type
   * @throws CursorExpiredError
   */
  async page(request: FeedRequest, from: FeedStart, limit: number): Promise<FeedPage> {
    const page = await this.tryPage(request, from, limit);
    if (page) return page;
    await this.database.call(RENEW_EPOCH_SQL, []);
    const again = await this.tryPage(request, from, limit);
    if (again) return again;
    throw new Error('The epoch of the feed could not be renewed');
  }

  /** `undefined`: this is another copy of the data than the one of the epoch. */
  private async tryPage(request: FeedRequest, from: FeedStart, limit: number): Promise<FeedPage | undefined> {
    const { tenantId } = request;
    const { page, afterCommit } = await this.database.inTenant(tenantId, async (tx) => {
      const scope = await this.scopeOf(tx, request);
      await tx.execute(ALONG_INDEX_SQL);
      const read = await this.read(tx, scope, from, limit);
      if (!read) return { page: undefined, afterCommit: () => {} };
      const { records, state, ...rest } = read;
      const changes = await this.shaped(tx, records);
      return { page: { ...rest, scope, changes }, afterCommit: await this.durable.secure(tx, state, rest.next) };
    });
    afterCommit();
    return page;
  }

  private async scopeOf(tx: TenantTransaction, { tenantId, integrationId, types }: FeedRequest): Promise<FeedScope> {
    if (integrationId !== null) await this.integrations.get(tx, integrationId);
    return { tenantId, integrationId, types: typesOf(this.providers.all(), types) };
  }

  private async read(
    tx: TenantTransaction,
    scope: FeedScope,
    from: FeedStart,
    limit: number,
  ): Promise<LogPage | undefined> {
    const position = typeof from === 'string' ? undefined : from;
    if (position && !position.walked) {
      const page = await this.log.read(tx, scope, position, limit);
      return checked(page.state, position) ? page : undefined;
    }
    const state = await tx.row<FeedState>(FEED_STATE_SQL, [position?.xid ?? null]);
    if (!state) throw new Error('The feed has no epoch');
    if (!checked(state, position)) return undefined;
    if (from === 'now') return this.log.read(tx, scope, atHorizon(state.epoch, state.horizon), limit);
    return this.walk.read(tx, scope, state, position, limit);
  }

  private async shaped(tx: TenantTransaction, records: readonly ChangedRecord[]): Promise<ChangeDto[]> {
    const readings = await this.readings(tx, [...new Set(records.map(({ integrationId }) => integrationId))]);
    return records.map((row) => {
      const { integrationId, type, externalId, change, syncedAt } = row;
      const record = toRecord(row, readings.get(integrationId)!, false);
      return { integrationId, type, externalId, change, changedAt: syncedAt, record };
    });
  }

  private async readings(tx: TenantTransaction, ids: readonly string[]): Promise<Map<string, Reading>> {
    const at = new Date(this.clock.now());
    const readings = new Map<string, Reading>();
    if (ids.length === 0) return readings;
    for (const { id, provider } of await this.integrations.providersOf(tx, ids)) {
      readings.set(id, await readingOf(tx, tx.tenantId, id, this.providers.get(provider), at));
    }
    return readings;
  }
}

/**
 * `false`: a new epoch has to begin.
 * @throws CursorExpiredError
 */
function checked({ isCurrent, isExpired, epoch }: FeedState, position: FeedPosition | undefined): boolean {
  if (!isCurrent) return false;
  if (position && (isExpired || position.epoch !== epoch)) throw new CursorExpiredError();
  return true;
}
