import { Injectable, type OnModuleInit } from '@nestjs/common';
import { elementsOf } from '../../common/json.elements.js';
import { Database } from '../../database/database.js';
import type { Transaction } from '../../database/transaction.js';
import { Facts } from '../../facts/facts.js';
import type { ConsentPort, ProviderConsent } from '../../providers/consent.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import {
  RecordListeners,
  type RecordListener,
  type RecordOwner,
  type WrittenRecords,
} from '../../records/record.listeners.js';
import { addressHash, ConsentStore } from './consent.store.js';

/** The provider of an integration that consents are known of. $1 tenant, $2 integration. */
const PROVIDER_SQL = `
  SELECT i.provider FROM integrations i WHERE i.tenant_id = $1 AND i.id = $2
    AND EXISTS (SELECT FROM outbound_consents c WHERE c.tenant_id = $1 AND c.integration_id = $2)`;

/**
 * Learns from records, reads and webhooks what people have said to the provider: who has left a list there. A record may be read
 * much later than the webhook came, and not say it any more. Only the consents of addresses that the platform has pushed are kept.
 */
@Injectable()
export class ConsentNews implements RecordListener, OnModuleInit {
  private readonly ports: ReadonlyMap<string, ConsentPort>;
  readonly types: ReadonlySet<string>;

  constructor(
    private readonly database: Database,
    providers: ProviderRegistry,
    private readonly listeners: RecordListeners,
    private readonly consents: ConsentStore,
    private readonly facts: Facts,
  ) {
    this.ports = new Map(
      providers.all().flatMap((port) => (port.consents ? [[port.describe().name, port.consents]] : [])),
    );
    this.types = new Set([...this.ports.values()].map(({ stream }) => stream));
  }

  onModuleInit(): void {
    this.listeners.add(this);
  }

  async wrote(tx: Transaction, owner: RecordOwner, { types, json }: WrittenRecords): Promise<void> {
    const { tenantId, integrationId } = owner;
    const known = await tx.row<{ provider: string }>(PROVIDER_SQL, [tenantId, integrationId]);
    const port = known && this.ports.get(known.provider);
    if (!port) return;
    const news = elementsOf(json).flatMap((text, n) => {
      if (types[n] !== port.stream) return [];
      const said = port.ofRecord(JSON.parse(text) as Record<string, unknown>);
      return said ? [said] : [];
    });
    await this.learn(tx, owner, news);
  }

  async told(owner: RecordOwner, provider: string, bodies: readonly Buffer[]): Promise<void> {
    const port = this.ports.get(provider);
    if (!port) return;
    const news = bodies.flatMap((body) => port.ofWebhook(body.toString('utf8')) ?? []);
    if (news.length > 0) await this.database.inTenant(owner.tenantId, (tx) => this.learn(tx, owner, news));
  }

  /** A person has left, as an object says that was read before the first request for them. */
  async left(owner: RecordOwner, said: ProviderConsent): Promise<void> {
    await this.database.inTenant(owner.tenantId, (tx) => this.learn(tx, owner, [said]));
  }

  private async learn(tx: Transaction, owner: RecordOwner, news: readonly ProviderConsent[]): Promise<void> {
    if (news.length === 0) return;
    const { tenantId, integrationId } = owner;
    const statements = news.map((said) => ({ ...said, addressHash: addressHash(said.address) }));
    const changed = await this.consents.learn(tx, owner, statements);
    if (changed > 0)
      await this.facts.recordOf(tx, tenantId, 'consent.changed', integrationId, { integrationId }, changed);
  }
}
