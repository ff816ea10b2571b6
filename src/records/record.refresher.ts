import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { TenantTransaction } from '../database/transaction.js';
import { UsageMeter } from '../observability/usage/usage.meter.js';
import { ProviderProtocolError } from '../providers/provider.errors.js';
import type { Connection } from '../providers/connection.js';
import type { ProviderPort } from '../providers/provider.port.js';
import type { EarlyRead } from './record.early-reader.js';
import { RecordStore, type RecordRef, type WriteCounts } from './record.store.js';

interface RefreshOptions {
  /** Runs in the transaction that writes the record, for what must hold together with it. */
  commit?: (tx: TenantTransaction) => Promise<void>;
  /** Serves for the first try. */
  early?: EarlyRead;
}

/** Each try loses only to another writer of the same record, and every such writer is newer still. */
const TRIES = 20;

/**
 * Settles what clocks cannot: reads the object again and writes what it is now. A read that began after the stored
 * state was committed is newer than that state, so the write requires that no other write came between.
 */
@Injectable()
export class RecordRefresher {
  constructor(
    private readonly database: Database,
    private readonly records: RecordStore,
    private readonly usage: UsageMeter,
  ) {}

  /** @throws ProviderError of the read */
  async refresh(
    provider: ProviderPort,
    connection: Connection,
    ref: RecordRef,
    signal: AbortSignal,
    { commit = async () => {}, early }: RefreshOptions = {},
  ): Promise<keyof WriteCounts> {
    const { tenantId, integrationId } = connection;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const { observed, read } = attempt === 0 && early ? early : await this.read(provider, connection, ref, signal);
      signal.throwIfAborted();
      this.usage.add(tenantId, provider.describe().name, { records: 1 });
      if (read === null) return this.leaveOut(tenantId, commit);
      const outcome = await this.database.inTenant(tenantId, async (tx) => {
        const written = await this.records.writeRead(tx, integrationId, ref, provider.stripped, observed, read);
        if (written) await commit(tx);
        return written;
      });
      if (outcome) return outcome;
    }
    throw new ProviderProtocolError(`${ref.type} ${ref.externalId} kept changing while it was read`);
  }

  private async read(provider: ProviderPort, connection: Connection, ref: RecordRef, signal: AbortSignal) {
    const { tenantId, integrationId } = connection;
    const observed = await this.database.inTenant(tenantId, (tx) => this.records.version(tx, integrationId, ref));
    return { observed, read: await provider.fetchOne(connection, ref.type, ref.externalId, { signal }) };
  }

  private async leaveOut(tenantId: string, commit: (tx: TenantTransaction) => Promise<void>): Promise<'unchanged'> {
    await this.database.inTenant(tenantId, commit);
    return 'unchanged';
  }
}
