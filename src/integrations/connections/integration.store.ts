import { Injectable } from '@nestjs/common';
import { NotFoundError } from '../../common/http.errors.js';
import { toStorableText } from '../../common/storable-text.js';
import type { TenantTransaction, Transaction } from '../../database/transaction.js';
import {
  INTEGRATION_COLUMNS,
  type IntegrationError,
  type IntegrationRow,
  type IntegrationStatus,
} from './integration.row.js';

export type NewIntegration = Pick<
  IntegrationRow,
  | 'tenantId'
  | 'id'
  | 'provider'
  | 'name'
  | 'venueId'
  | 'environment'
  | 'livemode'
  | 'authMethod'
  | 'externalAccountId'
  | 'scopes'
  | 'settings'
>;

export interface IntegrationFilter {
  provider?: string;
  status?: string;
  venueId?: string;
  after?: string;
  limit: number;
}

/** Code of `lastError` after a {@link SecretUnreadableError}. */
const UNREADABLE = 'secret_unreadable';

/** Rows of `integrations`. Every call is part of a tenant's transaction. */
@Injectable()
export class IntegrationStore {
  async insert(tx: Transaction, row: NewIntegration): Promise<IntegrationRow> {
    const inserted = await tx.row<IntegrationRow>(
      `INSERT INTO integrations (tenant_id, id, provider, name, venue_id, environment, livemode, status, auth_method,
         external_account_id, scopes, settings)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'connected', $8, $9, $10, $11) RETURNING ${INTEGRATION_COLUMNS}`,
      [
        row.tenantId,
        row.id,
        row.provider,
        toStorableText(row.name),
        row.venueId,
        row.environment,
        row.livemode,
        row.authMethod,
        row.externalAccountId,
        row.scopes,
        JSON.stringify(row.settings),
      ],
    );
    return inserted as IntegrationRow;
  }

  find(tx: TenantTransaction, id: string): Promise<IntegrationRow | undefined> {
    return tx.row<IntegrationRow>(`SELECT ${INTEGRATION_COLUMNS} FROM integrations WHERE tenant_id = $1 AND id = $2`, [
      tx.tenantId,
      id,
    ]);
  }

  /** No one else changes it until the end of the transaction. */
  lock(tx: TenantTransaction, id: string): Promise<IntegrationRow | undefined> {
    const sql = `SELECT ${INTEGRATION_COLUMNS} FROM integrations WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE`;
    return tx.row<IntegrationRow>(sql, [tx.tenantId, id]);
  }

  /** @throws NotFoundError also for another tenant's integration */
  async get(tx: TenantTransaction, id: string): Promise<IntegrationRow> {
    const row = await this.find(tx, id);
    if (!row) throw new NotFoundError('The integration', 'integration_not_found');
    return row;
  }

  /** Those of the given integrations that exist. */
  providersOf(tx: TenantTransaction, ids: readonly string[]): Promise<Pick<IntegrationRow, 'id' | 'provider'>[]> {
    return tx.rows(`SELECT id, provider FROM integrations WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`, [
      tx.tenantId,
      ids,
    ]);
  }

  list(tx: TenantTransaction, filter: IntegrationFilter): Promise<IntegrationRow[]> {
    return tx.rows<IntegrationRow>(
      `SELECT ${INTEGRATION_COLUMNS} FROM integrations
       WHERE tenant_id = $1 AND ($2::text IS NULL OR provider = $2) AND ($3::text IS NULL OR status = $3)
         AND ($4::text IS NULL OR venue_id = $4) AND ($5::uuid IS NULL OR id > $5)
       ORDER BY id LIMIT $6`,
      [tx.tenantId, filter.provider, filter.status, filter.venueId, filter.after, filter.limit],
    );
  }

  async update(
    tx: TenantTransaction,
    id: string,
    patch: {
      name?: string;
      venueId?: string | null;
      settings?: Record<string, unknown>;
      status?: IntegrationStatus;
      /** The owner has connected the account again. */
      reconnected?: boolean;
    },
  ): Promise<void> {
    await tx.execute(
      `UPDATE integrations SET name = coalesce($3, name), venue_id = CASE WHEN $4 THEN $5 ELSE venue_id END,
         settings = coalesce($6::jsonb, settings), status = coalesce($7, status),
         connected_at = CASE WHEN $8 THEN now() ELSE connected_at END, updated_at = now()
       WHERE tenant_id = $1 AND id = $2`,
      [
        tx.tenantId,
        id,
        patch.name ?? null,
        patch.venueId !== undefined,
        patch.venueId ?? null,
        patch.settings ? JSON.stringify(patch.settings) : null,
        patch.status ?? null,
        patch.reconnected ?? false,
      ],
    );
  }

  /**
   * Changes the status, unless the integration is disconnected. So work that is still running cannot revive it.
   * @param connectedAt when the intended connection was made; if the account was connected again since, nothing changes
   */
  async setStatus(
    tx: TenantTransaction,
    id: string,
    status: IntegrationStatus,
    error: IntegrationError | null,
    connectedAt?: Date,
  ): Promise<boolean> {
    // The database stores microseconds, and a Date has only milliseconds.
    const changed = await tx.execute(
      `UPDATE integrations SET status = $3, last_error = coalesce($4::jsonb, last_error), updated_at = now()
       WHERE tenant_id = $1 AND id = $2 AND status <> 'disconnected'
         AND ($5::timestamptz IS NULL OR connected_at < $5::timestamptz + interval '1 millisecond')`,
      [tx.tenantId, id, status, error && JSON.stringify(error), connectedAt ?? null],
    );
    return changed > 0;
  }

  /** Other names of the account in the provider's webhooks. */
  async addAliases(
    tx: Transaction,
    { tenantId, id, provider }: Pick<IntegrationRow, 'tenantId' | 'id' | 'provider'>,
    aliases: readonly string[],
  ): Promise<void> {
    if (aliases.length === 0) return;
    await tx.execute(
      `INSERT INTO integration_aliases (tenant_id, integration_id, provider, alias) SELECT $1, $2, $3, unnest($4::text[])
       ON CONFLICT DO NOTHING`,
      [tenantId, id, provider, aliases],
    );
  }

  /** Whether any account of the provider is connected, whether or not it works. */
  async hasLive(tx: TenantTransaction, provider: string): Promise<boolean> {
    const row = await tx.row(
      `SELECT 1 FROM integrations WHERE tenant_id = $1 AND provider = $2 AND status <> 'disconnected' LIMIT 1`,
      [tx.tenantId, provider],
    );
    return row !== undefined;
  }

  /** Whether the same account had another integration before. */
  async hasPredecessor(
    tx: Transaction,
    { tenantId, id, provider, externalAccountId }: IntegrationRow,
  ): Promise<boolean> {
    const row = await tx.row(
      `SELECT 1 FROM integrations WHERE tenant_id = $1 AND provider = $3 AND external_account_id = $4 AND id <> $2 LIMIT 1`,
      [tenantId, id, provider, externalAccountId],
    );
    return row !== undefined;
  }

  /**
   * Shows that the credentials cannot be decrypted. The status `paused` or `needs_reauth` stays, because this error is
   * not the owner's to correct. Returns the error, if it was not there before.
   */
  async recordUnreadable(tx: TenantTransaction, id: string, message: string): Promise<IntegrationError | undefined> {
    const error: IntegrationError = { code: UNREADABLE, message, at: new Date().toISOString() };
    const changed = await tx.execute(
      `UPDATE integrations SET status = CASE status WHEN 'connected' THEN 'error' ELSE status END, last_error = $3,
         updated_at = now()
       WHERE tenant_id = $1 AND id = $2 AND status IN ('connected', 'error', 'paused')
         AND (status = 'connected' OR last_error->>'code' IS DISTINCT FROM '${UNREADABLE}')`,
      [tx.tenantId, id, JSON.stringify(error)],
    );
    return changed > 0 ? error : undefined;
  }

  /** Clears that error once the credentials can be decrypted. */
  async recordReadable(tx: Transaction, row: IntegrationRow): Promise<IntegrationRow> {
    if (row.lastError?.code !== UNREADABLE) return row;
    const updated = await tx.row<IntegrationRow>(
      `UPDATE integrations SET status = CASE status WHEN 'error' THEN 'connected' ELSE status END, last_error = NULL,
         updated_at = now()
       WHERE tenant_id = $1 AND id = $2 AND last_error->>'code' = '${UNREADABLE}' RETURNING ${INTEGRATION_COLUMNS}`,
      [row.tenantId, row.id],
    );
    return updated ?? row;
  }

  /** Stores the result of a run: the time of a success, or the error of a failure. A success clears the error. */
  async recordSync(tx: TenantTransaction, id: string, error: IntegrationError | null): Promise<void> {
    await tx.execute(
      `UPDATE integrations SET last_sync_at = CASE WHEN $3::jsonb IS NULL THEN now() ELSE last_sync_at END,
         last_error = $3::jsonb, status = CASE WHEN status = 'error' AND $3::jsonb IS NULL THEN 'connected' ELSE status END,
         updated_at = now()
       WHERE tenant_id = $1 AND id = $2`,
      [tx.tenantId, id, error && JSON.stringify(error)],
    );
  }
}
