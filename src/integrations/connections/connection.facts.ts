import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import type { FactType } from '../../facts/fact.js';
import { Facts } from '../../facts/facts.js';

/** What is over once a connection works again, or has ended. */
const EPISODES: readonly FactType[] = ['integration.needs_reauth', 'integration.error', 'integration.expires_soon'];

/** Facts about connections. The key is the integration's id: equal ones are reported once. */
@Injectable()
export class ConnectionFacts {
  constructor(private readonly facts: Facts) {}

  /** The account was connected, or connected again. */
  async connected(tx: TenantTransaction, { id, provider }: { id: string; provider: string }): Promise<void> {
    await this.facts.end(tx, EPISODES, id);
    await this.facts.record(tx, 'integration.connected', id, { integrationId: id, provider });
  }

  async disconnected(tx: TenantTransaction, id: string, code: string | null): Promise<void> {
    await this.facts.end(tx, EPISODES, id);
    await this.facts.record(tx, 'integration.disconnected', id, { integrationId: id, code });
  }

  /** Its owner has to connect the account again. */
  async needsReauth(tx: TenantTransaction, id: string, code: string): Promise<void> {
    await this.facts.record(tx, 'integration.needs_reauth', id, { integrationId: id, code });
  }
}
