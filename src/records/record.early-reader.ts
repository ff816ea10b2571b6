import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Connection } from '../providers/connection.js';
import { ProviderError } from '../providers/provider.errors.js';
import type { FetchedRecord, ProviderPort } from '../providers/provider.port.js';
import { RecordStore, type RecordRef } from './record.store.js';

/** What an object was when it was read together with others. */
export interface EarlyRead {
  read: FetchedRecord;
  /** The stored version before it was read; `null`: there was no such record. */
  observed: string | null;
}

/** As many as a call may bring in without holding up the first of them for the last. */
const AT_ONCE = 100;

/** Reads many objects in few calls, where their provider can do that. */
@Injectable()
export class RecordEarlyReader {
  constructor(
    private readonly database: Database,
    private readonly records: RecordStore,
  ) {}

  /**
   * @returns what is known of an object now; `undefined`: to be read by itself, and fail by itself
   */
  async read(
    provider: ProviderPort,
    connection: Connection,
    refs: Iterable<RecordRef>,
    signal: AbortSignal,
  ): Promise<(ref: RecordRef) => EarlyRead | undefined> {
    const known = new Map<string, EarlyRead>();
    const key = ({ type, externalId }: RecordRef) => `${type}/${externalId}`;
    if (provider.fetchMany) {
      for (const group of groupsOf(refs)) {
        const reads = await this.group(provider, connection, group, signal);
        for (const [externalId, read] of reads) known.set(key({ type: group.type, externalId }), read);
      }
    }
    return (ref) => known.get(key(ref));
  }

  private async group(
    provider: ProviderPort,
    connection: Connection,
    { type, externalIds }: Group,
    signal: AbortSignal,
  ): Promise<[string, EarlyRead][]> {
    const { tenantId, integrationId } = connection;
    const observed = await this.database.inTenant(tenantId, (tx) =>
      this.records.versions(tx, integrationId, type, externalIds),
    );
    try {
      const found = await provider.fetchMany!(connection, type, externalIds, { signal });
      return externalIds.flatMap((id): [string, EarlyRead][] => {
        const read = found.get(id);
        return read ? [[id, { read, observed: observed.get(id) ?? null }]] : [];
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ProviderError)) throw error;
      return [];
    }
  }
}

interface Group {
  type: string;
  externalIds: string[];
}

/** By type, and not too many at once; one alone is not worth a separate kind of call. */
function groupsOf(refs: Iterable<RecordRef>): Group[] {
  const byType = new Map<string, string[]>();
  for (const { type, externalId } of refs) byType.set(type, [...(byType.get(type) ?? []), externalId]);
  return [...byType]
    .flatMap(([type, all]) =>
      Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, n) => ({
        type,
        externalIds: all.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
      })),
    )
    .filter(({ externalIds }) => externalIds.length > 1);
}
