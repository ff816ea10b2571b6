import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG, type Config } from '../../config/config.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { Quotas } from '../../quotas/quotas.js';
import type { Sealed } from '../../credentials/vault/sealed.js';
import { placeIn, type SealedTable } from '../../credentials/vault/sealed.table.js';
import { Vault } from '../../credentials/vault/vault.js';
import type { ConfirmationDto } from './confirmation.dto.js';
import { ConfirmationTokens } from './confirmation.tokens.js';
import type { ConsentCode } from './consent.exchanger.js';
import type { ConnectRequest } from './state.store.js';
import type { TenantToken } from './tenant.token.js';

export const SEALED_CONFIRMATIONS: SealedTable = {
  name: 'oauth_confirmations',
  tenant: 'tenant_id',
  owner: 'id',
  field: 'provider',
};

export interface PendingConsent {
  tenantId: string;
  provider: string;
  /** Kind and id of the principal. */
  beganBy: string;
  request: ConnectRequest;
}

export interface TakenConsent extends PendingConsent {
  id: string;
  sealed: Sealed;
}

interface ConfirmationRow extends Sealed, Omit<PendingConsent, 'tenantId'> {
  id: string;
  isLive: boolean;
}

const INSERT_SQL = `
  INSERT INTO oauth_confirmations (tenant_id, id, confirmation_hash, provider, began_by, request, kid, wrapped_key,
    ciphertext, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp(), now() + $10 * interval '1 second')
  RETURNING expires_at AS "expiresAt"`;

/** Deletes expired rows, and all but the newest $3 of a principal. Skips rows that another transaction has locked. */
const TRIM_SQL = `
  DELETE FROM oauth_confirmations WHERE tenant_id = $1 AND id IN (
    SELECT id FROM oauth_confirmations WHERE tenant_id = $1 AND (expires_at <= now() OR id IN (
      SELECT id FROM oauth_confirmations WHERE tenant_id = $1 AND began_by = $2 ORDER BY created_at DESC, id
      OFFSET $3))
    FOR UPDATE SKIP LOCKED)`;

const TAKE_SQL = `
  DELETE FROM oauth_confirmations WHERE tenant_id = $1 AND confirmation_hash = $2 AND provider = $3
  RETURNING id, provider, began_by AS "beganBy", request, kid, wrapped_key AS "wrappedKey", ciphertext,
    expires_at > now() AS "isLive"`;

/** Encrypted codes of consents that wait for confirmation. Taking a row removes it, so each is used at most once. */
@Injectable()
export class ConfirmationStore {
  constructor(
    private readonly tokens: ConfirmationTokens,
    private readonly vault: Vault,
    private readonly quotas: Quotas,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Encrypts and stores the code. Only this result contains the confirmation. If a principal has too many, the oldest
   * is deleted.
   */
  async keep(
    tx: TenantTransaction,
    { tenantId, provider, beganBy, request }: PendingConsent,
    code: ConsentCode,
  ): Promise<ConfirmationDto> {
    // A separate lock. `begin` may wait for the state that this transaction has taken, while it holds its own lock.
    const newest = await this.quotas.roll(tx, 'QUOTA_OAUTH_STATES', beganBy, 'confirmations');
    const { token, hash } = this.tokens.issue(tenantId, provider);
    const id = uuidv7();
    const { kid, wrappedKey, ciphertext } = this.vault.seal(JSON.stringify(code), placeOf(tenantId, id, provider));
    const pending = [tenantId, id, hash, provider, beganBy, JSON.stringify(request)];
    const parameters = [...pending, kid, wrappedKey, ciphertext, this.config.limits.OAUTH_CONFIRMATION_SECONDS];
    const row = await tx.row<{ expiresAt: Date }>(INSERT_SQL, parameters);
    await tx.execute(TRIM_SQL, [tenantId, beganBy, newest]);
    return { confirmation: token, expiresAt: (row as { expiresAt: Date }).expiresAt };
  }

  /** Removes the row when committed, whichever principal asked. `undefined`: already used, or expired. */
  async take(
    tx: TenantTransaction,
    { tenantId, hash }: TenantToken,
    provider: string,
  ): Promise<TakenConsent | undefined> {
    const row = await tx.row<ConfirmationRow>(TAKE_SQL, [tenantId, hash, provider]);
    if (!row?.isLive) return undefined;
    const { id, beganBy, request, kid, wrappedKey, ciphertext } = row;
    return { tenantId, id, provider, beganBy, request, sealed: { kid, wrappedKey, ciphertext } };
  }

  open({ tenantId, id, provider, sealed }: TakenConsent): ConsentCode {
    return JSON.parse(this.vault.open(sealed, placeOf(tenantId, id, provider))) as ConsentCode;
  }
}

const placeOf = (tenantId: string, id: string, provider: string) =>
  placeIn(SEALED_CONFIRMATIONS, tenantId, id, provider);
