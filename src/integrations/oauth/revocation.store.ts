import { Injectable } from '@nestjs/common';
import { CrossTenant } from '../../database/cross-tenant.js';
import type { Transaction } from '../../database/transaction.js';
import type { Connection } from '../../providers/connection.js';
import { SLOW_DELAYS_MS } from '../../queues/retry.schedule.js';
import type { IntegrationRow } from '../connections/integration.row.js';
import type { Sealed } from '../vault/sealed.js';
import { Vault } from '../vault/vault.js';
import { INSERT_SQL, REMOVE_SQL, TAKE_DUE_SQL, TAKE_ONE_SQL, USED_ELSEWHERE_SQL } from './revocation.sql.js';

type Revoked = Pick<IntegrationRow, 'tenantId' | 'id'>;

interface RevocationRow extends Sealed, Omit<Connection, 'credentials' | 'settings' | 'current'> {
  provider: string;
  attempts: number;
}

/** A consent to be given back, taken by one worker until it is due again. */
export interface Revocation {
  provider: string;
  /** This one included. */
  attempts: number;
  connection: Connection;
}

/** Longer than a try takes, and a provider that is away is not asked all the time. */
const RETRY_DELAYS_MS = SLOW_DELAYS_MS.slice(1);

/** Consents of disconnected accounts that are to be given back to their provider. */
@Injectable()
export class RevocationStore {
  constructor(
    private readonly vault: Vault,
    private readonly crossTenant: CrossTenant,
  ) {}

  /** @param delayMs until workers look at it */
  async insert(
    tx: Transaction,
    { tenantId, id }: Revoked,
    credentials: Readonly<Record<string, string>>,
    delayMs: number,
  ): Promise<void> {
    const sealed = this.vault.seal(JSON.stringify(credentials), placeOf({ tenantId, id }));
    await tx.execute(INSERT_SQL, [tenantId, id, sealed.kid, sealed.wrappedKey, sealed.ciphertext, delayMs]);
  }

  /** Those that are due, of all tenants. What cannot be opened is in `unreadable`. */
  async takeDue(limit: number): Promise<{ readable: Revocation[]; unreadable: Revoked[] }> {
    const rows = await this.crossTenant.transaction((tx) =>
      tx.rows<RevocationRow>(TAKE_DUE_SQL, [RETRY_DELAYS_MS, limit]),
    );
    return this.open(rows);
  }

  /** One, due or not. */
  async take({ tenantId, id }: Revoked): Promise<{ readable: Revocation[]; unreadable: Revoked[] }> {
    const rows = await this.crossTenant.transaction((tx) =>
      tx.rows<RevocationRow>(TAKE_ONE_SQL, [RETRY_DELAYS_MS, tenantId, id]),
    );
    return this.open(rows);
  }

  /** A consent is given to the platform, not to a tenant: giving it back would end every other tenant's connection too. */
  async isUsedElsewhere({ provider, connection }: Revocation): Promise<boolean> {
    const rows = await this.crossTenant.transaction((tx) =>
      tx.rows(USED_ELSEWHERE_SQL, [provider, connection.externalAccountId]),
    );
    return rows.length > 0;
  }

  async remove({ tenantId, id }: Revoked): Promise<void> {
    await this.crossTenant.transaction((tx) => tx.execute(REMOVE_SQL, [tenantId, id]));
  }

  private open(rows: readonly RevocationRow[]): { readable: Revocation[]; unreadable: Revoked[] } {
    const result: { readable: Revocation[]; unreadable: Revoked[] } = { readable: [], unreadable: [] };
    for (const row of rows) {
      const { tenantId, integrationId: id, provider, attempts } = row;
      try {
        const credentials = JSON.parse(this.vault.open(row, placeOf({ tenantId, id }))) as Record<string, string>;
        result.readable.push({ provider, attempts, connection: connectionOf(row, credentials) });
      } catch {
        result.unreadable.push({ tenantId, id });
      }
    }
    return result;
  }
}

const placeOf = ({ tenantId, id }: Revoked) => ({ tenantId, ownerId: id, field: 'consent' });

/** As it was when it ended: nothing of it is refreshed any more. */
function connectionOf(row: RevocationRow, credentials: Record<string, string>): Connection {
  const { tenantId, integrationId, externalAccountId, environment, authMethod } = row;
  const identity = { tenantId, integrationId, externalAccountId, environment, authMethod };
  return { ...identity, credentials, settings: {}, current: async () => credentials };
}
