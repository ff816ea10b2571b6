import { Injectable, Optional } from '@nestjs/common';
import type { TenantTransaction, Transaction } from '../database/transaction.js';
import type { FetchedRecord } from '../providers/provider.port.js';
import type { RecordBatch } from '../providers/record-batch.js';
import type { Stripping } from '../providers/stripping/stripping.js';
import { RecordListeners } from './record.listeners.js';
import { storableJson } from './storable-json.js';
import { READ_WRITE_SQL, TIES_SQL, UPSERT_SQL } from './record.sql.js';

export interface RecordRef {
  type: string;
  externalId: string;
}

export interface WriteCounts {
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
}

export interface WriteResult extends WriteCounts {
  /** Written neither way: the stored state is of the same second and differs. To be read again. */
  ties: RecordRef[];
}

/**
 * The records of one integration. One rule decides every write, whatever its source and order: a record
 * is replaced only by a state that is strictly newer by the provider's own clock. What must not be stored is taken out
 * before the content is compared.
 */
@Injectable()
export class RecordStore {
  constructor(@Optional() private readonly listeners: RecordListeners = new RecordListeners()) {}

  /**
   * One statement a batch. Runs in a tenant's transaction. What is dated by change raises the version also of what
   * did not change: without it, late news of an older state could pass for a change. What is dated by reading need
   * not, and never ties: what it may have missed in its last second is told by something newer.
   */
  async write(
    tx: Transaction,
    ref: { tenantId: string; integrationId: string },
    stripped: Stripping,
    batch: RecordBatch,
  ): Promise<WriteResult> {
    const { types, externalIds, seconds, sequences, deleted, dating } = batch;
    if (types.length === 0) return { created: 0, updated: 0, unchanged: 0, deleted: 0, ties: [] };
    const json = storableJson(stripped.json(batch.json));
    const keys = [ref.tenantId, ref.integrationId];
    const row = await tx.row<WriteCounts & { rest: number[] | null }>(UPSERT_SQL, [
      ...keys,
      types,
      externalIds,
      seconds,
      deleted,
      json,
      dating === 'change',
      sequences ?? null,
      stripped.erasedTypes,
    ]);
    if (!row) throw new Error('The batch and its JSON differ in length');
    await this.listeners.wrote(tx, ref, { types, json });
    const { rest, ...counts } = row;
    if (!rest || dating === 'read') return { ...counts, ties: [] };
    const pick = <T>(column: readonly T[]) => rest.map((n) => column[n - 1]);
    const ties = await tx.rows<RecordRef>(TIES_SQL, [
      ...keys,
      pick(types),
      pick(externalIds),
      pick(seconds),
      pick(deleted),
      json,
      rest,
    ]);
    return { ...counts, ties };
  }

  /** The stored version, as text: it is only ever compared for being the same. `null`: no such record. */
  async version(tx: TenantTransaction, integrationId: string, ref: RecordRef): Promise<string | null> {
    const row = await tx.row<{ version: string }>(
      `SELECT version::text FROM records
       WHERE tenant_id = $1 AND integration_id = $2 AND type = $3 AND external_id = $4`,
      [tx.tenantId, integrationId, ref.type, ref.externalId],
    );
    return row?.version ?? null;
  }

  /** The stored versions of records of one type, by external id; those that are not there are left out. */
  async versions(
    tx: TenantTransaction,
    integrationId: string,
    type: string,
    externalIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const rows = await tx.rows<{ id: string; version: string }>(
      `SELECT external_id AS id, version::text FROM records
       WHERE tenant_id = $1 AND integration_id = $2 AND type = $3 AND external_id = ANY($4)`,
      [tx.tenantId, integrationId, type, externalIds],
    );
    return new Map(rows.map(({ id, version }) => [id, version]));
  }

  /**
   * Writes what a read brought, if the record is still at the version it had before the read began. The read is
   * then newer than what is stored, whatever the clocks say.
   * @returns `false` when somebody wrote meanwhile: read again
   */
  async writeRead(
    tx: TenantTransaction,
    integrationId: string,
    ref: RecordRef,
    stripped: Stripping,
    observed: string | null,
    read: FetchedRecord,
  ): Promise<keyof WriteCounts | false> {
    const json = storableJson(stripped.json(read.json));
    const row = await tx.row<{ outcome: keyof WriteCounts }>(READ_WRITE_SQL, [
      tx.tenantId,
      integrationId,
      ref.type,
      ref.externalId,
      observed,
      read.seconds,
      read.deleted,
      json,
      read.sequence ?? null,
      stripped.erasedTypes,
    ]);
    if (!row) return false;
    const owner = { tenantId: tx.tenantId, integrationId };
    if (!read.deleted) await this.listeners.wrote(tx, owner, { types: [ref.type], json: `[${json}]` });
    return row.outcome;
  }
}
