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
        for (const [ref, read] of reads) known.set(key(ref), read);
      }
    }
    return (ref) => known.get(key(ref));
  }

  private async group(
    provider: ProviderPort,
    connection: Connection,
    refs: readonly RecordRef[],
    signal: AbortSignal,
  ): Promise<[RecordRef, EarlyRead][]> {
    const { tenantId, integrationId } = connection;
    const observed = await this.database.inTenant(tenantId, (tx) => this.records.versions(tx, integrationId, refs));
    try {
      const ids = refs.map(({ externalId }) => externalId);
      const found = await provider.fetchMany!(connection, refs[0]!.type, ids, { signal });
      return refs.flatMap((ref): [RecordRef, EarlyRead][] => {
        const read = found.get(ref.externalId);
        return read ? [[ref, { read, observed: observed.get(ref.externalId) ?? null }]] : [];
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ProviderError)) throw error;
      return [];
    }
  }
}

/** By type, and not too many at once; one alone is not worth a separate kind of call. */
function groupsOf(refs: Iterable<RecordRef>): RecordRef[][] {
  const byType = new Map<string, RecordRef[]>();
  for (const ref of refs) byType.set(ref.type, [...(byType.get(ref.type) ?? []), ref]);
  return [...byType.values()]
    .flatMap((all) =>
      Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, n) => all.slice(n * AT_ONCE, (n + 1) * AT_ONCE)),
    )
    .filter((group) => group.length > 1);
}
