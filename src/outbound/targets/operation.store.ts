import { Injectable } from '@nestjs/common';
import type { Sealed } from '../../credentials/vault/sealed.js';
import { placeIn } from '../../credentials/vault/sealed.table.js';
import { Vault } from '../../credentials/vault/vault.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { StoredRequest } from '../../providers/push.port.js';
import type { StoredError } from '../../work/failure.verdict.js';
import type { NewOperation, OpenOperation } from './operation.js';
import {
  BEGIN_SQL,
  END_SQL,
  OPEN_SQL,
  PAST_SQL,
  BEGIN_AGAIN_SQL,
  RESEND_SQL,
  UNKNOWN_SQL,
  UNSEND_SQL,
} from './operation.sql.js';
import { SEALED_OPERATIONS } from './sealed.operations.js';
import type { OperationStatus } from './target.machine.js';

type Ended = Exclude<OperationStatus, 'sending' | 'unknown'>;
type Head = Omit<StoredRequest, 'body' | 'content'>;
type OperationRow = Omit<OpenOperation, 'request' | 'readAt'> & Sealed & { head: Head };

/** What became of the operations of a target so far. */
export interface PastOperations {
  /** How many were sent and are known not to have been applied. */
  generation: number;
  /** How many the provider has not taken: their keys are unused. */
  untaken: number;
  /** How many the provider has taken after the last one that was done. */
  sinceDone: number;
  /** The last one was refused, was not taken, or is known not to have been applied. */
  cameToNothing: boolean;
}

const NO_PAST: PastOperations = { generation: 0, untaken: 0, sinceDone: 0, cameToNothing: false };

/**
 * Rows of `outbound_operations`. The caller holds the target in the same transaction, so that only the worker that has it
 * writes.
 */
@Injectable()
export class OperationStore {
  constructor(private readonly vault: Vault) {}

  /** Open operations of these targets, by the id of the target. @throws SecretUnreadableError */
  async open(tx: TenantTransaction, targetIds: readonly string[]): Promise<Map<string, OpenOperation>> {
    if (targetIds.length === 0) return new Map();
    const readAt = performance.now();
    const rows = await tx.rows<OperationRow>(OPEN_SQL, [tx.tenantId, targetIds]);
    return new Map(rows.map((row) => [row.targetId, { ...this.opened(tx.tenantId, row), readAt }]));
  }

  /** @param operation number of its last one */
  async pastOf(tx: TenantTransaction, targetId: string, operation: number): Promise<PastOperations> {
    return (await tx.row<PastOperations>(PAST_SQL, [tx.tenantId, targetId, operation])) ?? NO_PAST;
  }

  async begin(tx: TenantTransaction, { targetId, request, ...operation }: NewOperation): Promise<void> {
    const { body, content, ...head } = request;
    const place = placeIn(SEALED_OPERATIONS, tx.tenantId, targetId, String(operation.operation));
    const { kid, wrappedKey, ciphertext } = this.vault.seal(body.toString('base64'), place);
    await tx.execute(BEGIN_SQL, [
      tx.tenantId,
      targetId,
      operation.operation,
      operation.generation,
      request.kind,
      operation.version,
      operation.key,
      operation.reference,
      JSON.stringify(head),
      kid,
      wrappedKey,
      ciphertext,
      operation.contentHash,
      operation.changes,
    ]);
  }

  async resend(tx: TenantTransaction, { targetId, operation }: NewOperation): Promise<void> {
    await tx.execute(RESEND_SQL, [tx.tenantId, targetId, operation]);
  }

  /** It was not sent, and is about to be. @returns `false`: something else is wanted by now */
  async beginAgain(tx: TenantTransaction, { targetId, operation, changes }: NewOperation): Promise<boolean> {
    return (await tx.execute(BEGIN_AGAIN_SQL, [tx.tenantId, targetId, operation, changes])) > 0;
  }

  /** The provider has not taken the request. @returns whether it may have taken an earlier one with the same key */
  async unsend(tx: TenantTransaction, { targetId, operation }: NewOperation, error: StoredError): Promise<boolean> {
    const row = await tx.row<{ sends: number }>(UNSEND_SQL, [tx.tenantId, targetId, operation, JSON.stringify(error)]);
    return (row?.sends ?? 0) > 0;
  }

  async leaveUnknown(
    tx: TenantTransaction,
    { targetId, operation }: NewOperation,
    error: StoredError,
    isRepeatable: boolean,
  ): Promise<void> {
    await tx.execute(UNKNOWN_SQL, [tx.tenantId, targetId, operation, JSON.stringify(error), isRepeatable]);
  }

  async end(
    tx: TenantTransaction,
    { targetId, operation }: NewOperation,
    status: Ended,
    { response = null, error = null }: { response?: object | null; error?: StoredError | null } = {},
  ): Promise<void> {
    const json = [response, error].map((value) => value && JSON.stringify(value));
    await tx.execute(END_SQL, [tx.tenantId, targetId, operation, status, ...json]);
  }

  private opened(tenantId: string, row: OperationRow): Omit<OpenOperation, 'readAt'> {
    const { head, kid, wrappedKey, ciphertext, ...operation } = row;
    const place = placeIn(SEALED_OPERATIONS, tenantId, row.targetId, String(row.operation));
    const body = Buffer.from(this.vault.open({ kid, wrappedKey, ciphertext }, place), 'base64');
    return { ...operation, request: { ...head, body } };
  }
}
