import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { AuditLog } from '../../src/audit/audit.log.js';
import type { CursorCodec } from '../../src/common/cursor.js';
import type { Config } from '../../src/config/config.js';
import { Vault } from '../../src/credentials/vault/vault.js';
import type { ConnectionLoader } from '../../src/integrations/connections/connection.loader.js';
import type { Disconnector } from '../../src/integrations/connections/disconnector.js';
import { IntegrationStore } from '../../src/integrations/connections/integration.store.js';
import { Facts } from '../../src/facts/facts.js';
import { Metrics } from '../../src/observability/metrics.js';
import { ConsentNews } from '../../src/outbound/consent/consent.news.js';
import { ConsentStore } from '../../src/outbound/consent/consent.store.js';
import { StatedConsents } from '../../src/outbound/planning/stated.consents.js';
import { rowsOf } from '../../src/outbound/intake/batch.rows.js';
import { OutboundBatchStore, storeAlone } from '../../src/outbound/intake/batch.store.js';
import { FollowingBatches } from '../../src/outbound/items/following.batches.js';
import type { Entity } from '../../src/outbound/items/entity.js';
import { readItems } from '../../src/outbound/items/item.reader.js';
import { ItemStore } from '../../src/outbound/items/item.store.js';
import { AccountReader } from '../../src/outbound/planning/account.reader.js';
import { PlanKind } from '../../src/outbound/planning/plan.kind.js';
import { PostedPaymentStore } from '../../src/outbound/planning/posted.payment.store.js';
import { PlanStore } from '../../src/outbound/planning/plan.store.js';
import { ScopeFollower } from '../../src/outbound/planning/scope.follower.js';
import { DryRunner } from '../../src/outbound/preview/dry.runner.js';
import { KnownAsker } from '../../src/outbound/preview/known.asker.js';
import { Rehearsal } from '../../src/outbound/preview/rehearsal.js';
import { RulePreviewer } from '../../src/outbound/preview/rule.previewer.js';
import { PauseStore } from '../../src/outbound/rules/pause.store.js';
import { RuleStore } from '../../src/outbound/rules/rule.store.js';
import { AccountOpener } from '../../src/outbound/sending/account.opener.js';
import { Adopter } from '../../src/outbound/sending/adopter.js';
import { DoubtResolver } from '../../src/outbound/sending/doubt.resolver.js';
import { Exchanger } from '../../src/outbound/sending/exchanger.js';
import { FormerConnection } from '../../src/outbound/sending/former.connection.js';
import { IntentReader } from '../../src/outbound/sending/intent.reader.js';
import { OutcomeWriter } from '../../src/outbound/sending/outcome.writer.js';
import { PushGroup } from '../../src/outbound/sending/push.group.js';
import { PushKind } from '../../src/outbound/sending/push.kind.js';
import { PushSlots } from '../../src/outbound/sending/push.slots.js';
import { RequestBuilder } from '../../src/outbound/sending/request.builder.js';
import { RequestRenewer } from '../../src/outbound/sending/request.renewer.js';
import { TargetSender } from '../../src/outbound/sending/target.sender.js';
import { OperationStore } from '../../src/outbound/targets/operation.store.js';
import { TargetReleaser } from '../../src/outbound/targets/target.releaser.js';
import { TargetFacts } from '../../src/outbound/targets/target.facts.js';
import { TargetStore } from '../../src/outbound/targets/target.store.js';
import { ExternalUrls } from '../../src/outbound/watching/external.urls.js';
import { OperationView } from '../../src/outbound/watching/operation.view.js';
import { TargetReader } from '../../src/outbound/watching/target.reader.js';
import { TargetResolver } from '../../src/outbound/watching/target.resolver.js';
import type { VendorModel } from '../../src/outbound/testing/vendor.model.js';
import { VendorPush } from '../../src/outbound/testing/vendor.push.js';
import type { Connection } from '../../src/providers/connection.js';
import type { ProviderPort } from '../../src/providers/provider.port.js';
import type { PushPort } from '../../src/providers/push.port.js';
import { ProviderRegistry } from '../../src/providers/providers.registry.js';
import { RecordListeners } from '../../src/records/record.listeners.js';
import { RecordStore } from '../../src/records/record.store.js';
import type { Dispatcher } from '../../src/work/dispatcher.js';
import { eventually } from './condition.wait.js';
import { OPEN_OF_TENANT_SQL, STATES_SQL } from './push.totals.js';
import { memoryProvider, VENDOR } from './memory.provider.js';
import { WorkEngine } from './work.engine.js';

export interface Parts {
  /** Replaces the writer of outcomes, for a worker that dies before its commit. */
  Writer?: typeof OutcomeWriter;
  /** Replaces the resolver of doubts, to show what it is for. */
  Resolver?: typeof DoubtResolver;
  /** Replaces how objects reach the vendor. */
  push?: PushPort;
  /** Credentials of every connection. */
  credentials?: Record<string, string>;
}

/** A real provider in place of the one in memory, with the connection to one account of it. */
export interface Vendor {
  provider: ProviderPort;
  connection: Connection;
}

interface Account {
  venueId?: string;
  settings?: object;
  provider?: string;
  externalAccountId?: string;
}

/** Outbound in one worker process over a real PostgreSQL: the work engine, and a vendor in memory. */
export class OutboundHub {
  readonly engine: WorkEngine;
  readonly batches = new OutboundBatchStore();
  readonly following = new FollowingBatches();
  readonly targets = new TargetStore();
  readonly rules = new RuleStore();
  readonly pauses = new PauseStore();
  readonly records: RecordStore;
  readonly listeners = new RecordListeners();
  readonly provider: ProviderPort;
  readonly dryRunner: DryRunner;
  readonly previewer: RulePreviewer;
  /** What a person decides. */
  readonly resolver: TargetResolver;
  /** What happens when an account is given another venue. */
  readonly scopes = new ScopeFollower(new IntegrationStore(), this.following, { add: () => undefined });
  /** What happens when an account is connected again. */
  readonly releaser = new TargetReleaser(this.targets, { add: () => undefined });

  constructor(
    source: DataSource,
    config: Config,
    vendor: VendorModel | Vendor,
    { Writer, Resolver, push, credentials = {} }: Parts = {},
  ) {
    const engine = (this.engine = new WorkEngine(source, config));
    engine.isRedisAway = true;
    const { database, registry } = engine;
    const { targets, rules, pauses } = this;
    const real = 'provider' in vendor ? vendor : undefined;
    const inMemory = () => memoryProvider(push ?? new VendorPush(vendor as VendorModel));
    const provider = (this.provider = real?.provider ?? inMemory());
    const providers = new ProviderRegistry([provider]);
    const metrics = new Metrics();
    const facts = new TargetFacts(new Facts());
    const records = (this.records = new RecordStore(this.listeners));
    const news = new ConsentNews(database, providers, this.listeners, new ConsentStore(), new Facts());
    news.onModuleInit();
    const dispatcher = { send: async () => 0 };
    const items = new ItemStore();
    const integrations = new IntegrationStore();
    const vault = new Vault(config);
    const operations = new OperationStore(vault);
    const loader = {
      open: (tenantId: string, id: string) =>
        database.inTenant(tenantId, async (tx) => {
          const integration = await integrations.get(tx, id);
          const { externalAccountId, settings } = integration;
          const current = async () => credentials;
          const own = { externalAccountId, settings, credentials, current };
          const connection = { ...own, ...real?.connection, tenantId, integrationId: id };
          return { integration, connection, provider };
        }),
    } as unknown as ConnectionLoader;
    const disconnector = { stopIfRefused: (_: unknown, work: () => Promise<unknown>) => work() } as Disconnector;
    const writer = new (Writer ?? OutcomeWriter)(database, targets, operations, records, dispatcher, metrics, facts);
    const former = new FormerConnection(database, config);
    const adopter = new Adopter(writer, metrics, former);
    const exchanger = new Exchanger(database, operations, targets, writer, adopter, disconnector, pauses, config);
    const posted = new PostedPaymentStore();
    const intents = new IntentReader(database, items, targets, operations, new ConsentStore(), posted);
    const builder = new RequestBuilder(
      database,
      intents,
      adopter,
      operations,
      targets,
      pauses,
      exchanger,
      writer,
      metrics,
      posted,
      news,
      new RequestRenewer(intents, integrations, rules),
    );
    const doubts = new (Resolver ?? DoubtResolver)(
      database,
      operations,
      targets,
      exchanger,
      writer,
      adopter,
      metrics,
      config,
    );
    const accounts = new AccountOpener(database, integrations, loader, rules, pauses);
    const sender = new TargetSender(doubts, builder);
    const slots = new PushSlots(config);
    const group = new PushGroup(
      database,
      accounts,
      slots,
      operations,
      targets,
      doubts,
      sender,
      writer,
      disconnector,
      config,
    );
    new PushKind(registry, group, targets, facts, slots, metrics, config).onModuleInit();
    const reader = new AccountReader(providers, rules);
    const consents = new StatedConsents(new ConsentStore());
    const plans = new PlanKind(
      registry,
      database,
      dispatcher,
      items,
      reader,
      new PlanStore(),
      targets,
      consents,
      posted,
      this.following,
      config,
    );
    plans.onModuleInit();
    const asker = new KnownAsker(former);
    const rehearsal = new Rehearsal(database, plans, reader, intents);
    this.dryRunner = new DryRunner(rehearsal, this.batches, accounts, asker, config);
    const seen = new TargetReader(
      database,
      {} as CursorCodec,
      new ExternalUrls(providers),
      new OperationView(vault),
      config,
    );
    const audit = { append: async () => '' } as unknown as AuditLog;
    this.resolver = new TargetResolver(database, seen, targets, loader, dispatcher as unknown as Dispatcher, audit);
    this.previewer = new RulePreviewer(database, integrations, providers, rules, accounts, asker, rehearsal, config);
  }

  /** What a call of an intake route would do. */
  dryRun(tenantId: string, entity: Entity, given: readonly object[], integrationIds: string[] | null = null) {
    const { items, rejected } = readItems(entity, given, Date.now());
    return this.dryRunner.run({ tenantId, entity, items, rejected, integrationIds, caller: 'service:spec' });
  }

  /** Accepts a call of an intake route. @returns the id of the batch */
  async push(tenantId: string, entity: Entity, given: readonly object[], integrationIds: string[] | null = null) {
    const { items, rejected } = readItems(entity, given, Date.now());
    if (rejected.length > 0) throw new Error(JSON.stringify(rejected));
    const batch = {
      id: randomUUID(),
      entity,
      caller: 'service:spec',
      integrationIds,
      rows: rowsOf(entity, items),
      rejected,
    };
    await storeAlone((isAlone) =>
      this.engine.database.inTenant(tenantId, (tx) => this.batches.accept(tx, batch, isAlone)),
    );
    return batch.id;
  }

  /** Plans all batches and sends what is due, once. */
  async work(): Promise<void> {
    await this.engine.reconciler.reconcile();
  }

  /** Works until nothing of the tenant is to be planned or sent. */
  async settle(tenantId: string, withinMs = 60_000): Promise<void> {
    const open = () =>
      this.engine.database.inTenant(tenantId, (tx) => tx.row<{ open: number }>(OPEN_OF_TENANT_SQL, [tenantId]));
    await eventually(
      () => this.work().then(open),
      (row) => row?.open === 0,
      withinMs,
    );
  }

  /** By names as `sale pay_1`: for what each target waits, or its status. */
  states(tenantId: string): Promise<{ name: string; state: string }[]> {
    return this.engine.database.inTenant(tenantId, (tx) => tx.rows(STATES_SQL, [tenantId]));
  }

  async connect(tenantId: string, account: Account = {}): Promise<string> {
    const id = randomUUID();
    await this.engine.database.inTenant(tenantId, (tx) =>
      new IntegrationStore().insert(tx, {
        tenantId,
        id,
        provider: account.provider ?? VENDOR,
        name: 'Acme',
        venueId: account.venueId ?? null,
        environment: 'sandbox',
        livemode: null,
        authMethod: 'key',
        externalAccountId: account.externalAccountId ?? `acct_${id}`,
        scopes: [],
        settings: { ...account.settings },
      }),
    );
    return id;
  }

  stop(): Promise<void> {
    return this.engine.stop();
  }
}
