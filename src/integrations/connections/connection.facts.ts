import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import type { FactType } from '../../facts/fact.js';
import { Facts } from '../../facts/facts.js';

/** What is over once a connection works again. */
const FAILURES: readonly FactType[] = ['integration.needs_reauth', 'integration.error'];
const ENDING = 'integration.expires_soon';

/** Facts about connections. The key is the integration's id: equal ones are reported once. */
@Injectable()
export class ConnectionFacts {
  constructor(private readonly facts: Facts) {}

  /** The account was connected, or connected again. */
  async connected(tx: TenantTransaction, { id, provider }: { id: string; provider: string }): Promise<void> {
    await this.recovered(tx, id);
    await this.facts.record(tx, 'integration.connected', id, { integrationId: id, provider });
  }

  async disconnected(tx: TenantTransaction, id: string, code: string | null): Promise<void> {
    await this.facts.end(tx, [...FAILURES, ENDING], id);
    await this.facts.record(tx, 'integration.disconnected', id, { integrationId: id, code });
  }

  /** Its owner has to connect the account again. */
  async needsReauth(tx: TenantTransaction, id: string, code: string): Promise<void> {
    await this.facts.record(tx, 'integration.needs_reauth', id, { integrationId: id, code });
  }

  /** A fault on our side keeps the connection from being used. */
  async failed(tx: TenantTransaction, id: string, code: string): Promise<void> {
    await this.facts.record(tx, 'integration.error', id, { integrationId: id, code });
  }

  /** The connection can be used again. */
  async recovered(tx: TenantTransaction, id: string): Promise<void> {
    await this.facts.end(tx, FAILURES, id);
  }

  /** @param endsAt when the consent ends, if that is soon; `null`: it is not known to */
  async consentEnds(tx: TenantTransaction, id: string, endsAt: Date | null): Promise<void> {
    if (!endsAt) return this.facts.end(tx, [ENDING], id);
    await this.facts.record(tx, ENDING, id, { integrationId: id, expiresAt: endsAt.toISOString() });
  }
}
