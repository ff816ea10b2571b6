import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit.log.js';
import { forEachConcurrent } from '../../common/for-each-concurrent.js';
import { DatabaseUnavailableError } from '../../database/database-unavailable.error.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { disconnectedEntry } from '../../integrations/connections/connection.audit.js';
import { ConnectionLoader, type OpenConnection } from '../../integrations/connections/connection.loader.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { Disconnector } from '../../integrations/connections/disconnector.js';
import { ConnectionStoppedError } from '../../integrations/connections/stopped.error.js';
import { UsageMeter } from '../../observability/usage/usage.meter.js';
import { ProviderCredentialsError } from '../../providers/provider.errors.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { inItems } from '../../work/item.context.js';
import { COMMIT_LATER_SQL } from '../../work/table/work-table.sql.js';
import type { EndedItem } from '../../work/table/work.item.js';
import type { Applied, WorkContext } from '../../work/work.kind.js';
import { RecordEarlyReader, type EarlyRead } from '../../records/record.early-reader.js';
import { RecordListeners } from '../../records/record.listeners.js';
import { RecordRefresher } from '../../records/record.refresher.js';
import { RecordStore, type RecordRef } from '../../records/record.store.js';
import { isDeauthorization, planEvents, recordKey, type EventPlan, type PlannedEvent } from './event.plan.js';
import { EffectReader } from './effect.reader.js';
import { logFieldsOf, type ClaimedEvent } from './inbox.table.js';

/** Most objects of one integration that are read at the same time. The rate limiter decides how fast they are read. */
const CONCURRENT_READS = 5;

type EndedEvent = EndedItem<ClaimedEvent>;

/** The events of one integration, and the results so far. */
interface Application extends WorkContext<ClaimedEvent> {
  ended: EndedEvent[];
  failed: Map<ClaimedEvent, unknown>;
}

/** Applies events to records. The same transaction marks them done. */
@Injectable()
export class EventApplier {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly connections: ConnectionLoader,
    private readonly disconnector: Disconnector,
    private readonly providers: ProviderRegistry,
    private readonly records: RecordStore,
    private readonly refresher: RecordRefresher,
    private readonly early: RecordEarlyReader,
    private readonly listeners: RecordListeners,
    private readonly effects: EffectReader,
    private readonly usage: UsageMeter,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @param events of one integration
   * @throws the error of a step that all events share; errors of single events are in `failed`
   */
  async apply(events: readonly ClaimedEvent[], context: WorkContext<ClaimedEvent>): Promise<Applied<ClaimedEvent>> {
    const { tenantId } = context;
    const integrationId = events[0]!.integrationId;
    const application: Application = { ...context, ended: [], failed: new Map() };
    const integration = await this.database.inTenant(tenantId, (tx) => this.integrations.find(tx, integrationId));
    if (!integration || integration.status === 'disconnected') return this.ignoreAll(events, application);
    const provider = this.providers.get(integration.provider);
    const plan = planEvents(this.readEffects(provider, integration, events, application));
    const bodies = events.flatMap(({ body }) => body ?? []);
    await this.listeners.told({ tenantId, integrationId }, integration.provider, bodies);
    await this.writeSnapshots(provider, integration, plan, application);
    await this.readObjects(integration, plan, application);
    await this.followDeauthorizations(integration, plan, application);
    return application;
  }

  private async ignoreAll(events: readonly ClaimedEvent[], application: Application): Promise<Application> {
    const error = { code: 'integration_disconnected', message: 'The integration is no longer connected' };
    const ended = events.map((item): EndedEvent => ({ item, status: 'ignored', error }));
    await this.end(application, ended);
    return application;
  }

  private readEffects(
    provider: ProviderPort,
    integration: IntegrationRow,
    events: readonly ClaimedEvent[],
    application: Application,
  ): PlannedEvent[] {
    return events.flatMap((event) => {
      try {
        return [{ event, effects: this.effects.read(provider, integration, event) }];
      } catch (error) {
        application.failed.set(event, error);
        return [];
      }
    });
  }

  /** Writes the snapshots. If the stored record has the same second but other content, the object is read instead. */
  private async writeSnapshots(
    provider: ProviderPort,
    integration: IntegrationRow,
    plan: EventPlan,
    application: Application,
  ): Promise<void> {
    const { tenantId, id: integrationId } = integration;
    if (plan.settledBySnapshots.length + plan.nothingToDo.length === 0) return;
    const finished = await this.database.inTenant(tenantId, async (tx) => {
      await tx.execute(COMMIT_LATER_SQL);
      const { ties } = await this.records.write(tx, { tenantId, integrationId }, provider.stripped, plan.snapshots);
      const tied = new Set(ties.map(recordKey));
      const waiting = tied.size === 0 ? new Map<ClaimedEvent, RecordRef>() : this.eventsOf(integration, plan, tied);
      const settled = plan.settledBySnapshots.filter((event) => !waiting.has(event));
      const done = [...asEnded(settled, 'done'), ...asEnded(plan.nothingToDo, 'ignored')];
      await application.finish(tx, done);
      return { done, waiting };
    });
    this.usage.add(tenantId, integration.provider, { records: plan.snapshots.types.length });
    application.ended.push(...finished.done);
    for (const [event, ref] of finished.waiting) {
      const read = plan.reads.get(recordKey(ref)) ?? { ref, events: [] };
      read.events.push(event);
      plan.reads.set(recordKey(ref), read);
    }
  }

  private eventsOf(
    integration: IntegrationRow,
    plan: EventPlan,
    tied: ReadonlySet<string>,
  ): Map<ClaimedEvent, RecordRef> {
    const provider = this.providers.get(integration.provider);
    const waiting = new Map<ClaimedEvent, RecordRef>();
    for (const event of plan.settledBySnapshots) {
      for (const effect of this.effects.read(provider, integration, event)) {
        if (!isDeauthorization(effect) && tied.has(recordKey(effect))) waiting.set(event, effect);
      }
    }
    return waiting;
  }

  private async readObjects(integration: IntegrationRow, plan: EventPlan, application: Application): Promise<void> {
    if (plan.reads.size === 0) return;
    const { signal } = application;
    const open = await this.open(integration);
    const refs = [...plan.reads.values()].map(({ ref }) => ref);
    const early = await this.early.read(open.provider, open.connection, refs, signal);
    const reads = new Map<ClaimedEvent, number>();
    for (const { events } of plan.reads.values()) {
      for (const event of events) reads.set(event, (reads.get(event) ?? 0) + 1);
    }
    let refusal: DatabaseUnavailableError | undefined;
    await forEachConcurrent(plan.reads.values(), CONCURRENT_READS, async (read) => {
      signal.throwIfAborted();
      if (refusal) {
        for (const event of read.events) application.failed.set(event, refusal.untried());
        return;
      }
      const done = asEnded(
        read.events.filter((event) => reads.get(event) === 1),
        'done',
      );
      try {
        const commit = (tx: TenantTransaction) => application.finish(tx, done);
        await inItems({ logFields: logFieldsOf }, read.events, () =>
          this.refresh(open, read.ref, signal, { commit, early: early(read.ref) }),
        );
        application.ended.push(...done);
      } catch (error) {
        // If the database refuses writes, the remaining objects are not read.
        if (error instanceof DatabaseUnavailableError) refusal = error;
        for (const event of read.events) application.failed.set(event, error);
      }
    });
    const several = [...reads].filter(([event, count]) => count > 1 && !application.failed.has(event));
    const done = asEnded(
      several.map(([event]) => event),
      'done',
    );
    await this.end(application, done);
  }

  private async refresh(
    { connection, provider, integration }: OpenConnection,
    ref: RecordRef,
    signal: AbortSignal,
    options: { commit: (tx: TenantTransaction) => Promise<void>; early?: EarlyRead },
  ): Promise<void> {
    try {
      await this.disconnector.stopIfRefused(integration, async () => {
        await this.refresher.refresh(provider, connection, ref, signal, options);
      });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error instanceof ProviderCredentialsError ? new ConnectionStoppedError(error) : error;
    }
  }

  private open({ tenantId, id, status }: IntegrationRow): Promise<OpenConnection> {
    if (status === 'needs_reauth') throw new ConnectionStoppedError(undefined);
    return this.connections.open(tenantId, id);
  }

  private async followDeauthorizations(
    integration: IntegrationRow,
    plan: EventPlan,
    application: Application,
  ): Promise<void> {
    const { tenantId, id } = integration;
    for (const { event, kind, seconds, reason } of plan.deauthorizations) {
      const error = { code: 'account_deauthorized', message: reason };
      const finished = await this.database.inTenant(tenantId, async (tx) => {
        const isOld = await this.concernsEarlierConnection(tx, integration, seconds);
        if (!isOld && kind === 'disconnect') {
          const ended = await this.disconnector.disconnect(tx, id, error);
          const entry = disconnectedEntry(`provider:${integration.provider}`, integration, reason);
          if (ended) await this.audit.append(tx, entry);
        }
        if (!isOld && kind === 'reauthorise') await this.disconnector.stop(tx, integration, error);
        const settled = asEnded([event], isOld ? 'ignored' : 'done');
        await application.finish(tx, settled);
        return settled;
      });
      application.ended.push(...finished);
    }
  }

  /** After a reconnect, an older deauthorization is about the former connection and must not end the new one. */
  private async concernsEarlierConnection(
    tx: TenantTransaction,
    integration: IntegrationRow,
    seconds: number | null,
  ): Promise<boolean> {
    const { createdAt, connectedAt } = integration;
    if (seconds === null || (seconds + 1) * 1000 >= connectedAt.getTime()) return false;
    return connectedAt > createdAt || this.integrations.hasPredecessor(tx, integration);
  }

  private async end({ tenantId, finish, ended }: Application, events: readonly EndedEvent[]): Promise<void> {
    if (events.length > 0) await this.database.inTenant(tenantId, (tx) => finish(tx, events));
    ended.push(...events);
  }
}

function asEnded(events: readonly ClaimedEvent[], status: 'done' | 'ignored'): EndedEvent[] {
  return events.map((item) => ({ item, status, error: null }));
}
