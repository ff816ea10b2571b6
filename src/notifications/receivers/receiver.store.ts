import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG, type Config } from '../../config/config.js';
import { placeIn } from '../../credentials/vault/sealed.table.js';
import type { Sealed } from '../../credentials/vault/sealed.js';
import { Vault } from '../../credentials/vault/vault.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { Receiver } from './receiver.js';
import { newSecret } from './standard.signature.js';
import { SEALED_NOTIFICATION_SECRETS } from './sealed.notification-secrets.js';

interface SecretRow extends Sealed {
  id: string;
}

const SECRETS_SQL = `
  SELECT id, kid, wrapped_key AS "wrappedKey", ciphertext FROM notification_secrets
  WHERE tenant_id = $1 AND endpoint_id = $2 AND (expires_at IS NULL OR expires_at > now())
  ORDER BY created_at DESC, id DESC`;

const END_OLDEST_SQL = `
  DELETE FROM notification_secrets WHERE tenant_id = $1 AND endpoint_id = $2 AND id IN (
    SELECT id FROM notification_secrets WHERE tenant_id = $1 AND endpoint_id = $2 ORDER BY created_at DESC, id DESC OFFSET $3)`;

/** Where notifications go, with the secrets that sign them. */
@Injectable()
export class ReceiverStore {
  constructor(
    private readonly vault: Vault,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @param endpointId `null`: the platform
   * @returns `undefined` when the endpoint is gone or switched off
   */
  async find(tx: TenantTransaction, endpointId: string | null): Promise<Receiver | undefined> {
    if (endpointId === null) return this.config.notifications.platform;
    const endpoint = await tx.row<{ url: string }>(
      `SELECT url FROM notification_endpoints WHERE tenant_id = $1 AND id = $2 AND status = 'active'`,
      [tx.tenantId, endpointId],
    );
    return endpoint && { url: endpoint.url, secrets: await this.secretsOf(tx, endpointId), isTrusted: false };
  }

  /** The receiver answered 410: it wants no more. */
  async switchOff(tx: TenantTransaction, endpointId: string): Promise<void> {
    await tx.execute(
      `UPDATE notification_endpoints SET status = 'gone', updated_at = now() WHERE tenant_id = $1 AND id = $2`,
      [tx.tenantId, endpointId],
    );
  }

  async recordAnswer(tx: TenantTransaction, id: string, responseStatus: number | null): Promise<void> {
    await tx.execute(`UPDATE notifications SET response_status = $3 WHERE tenant_id = $1 AND id = $2`, [
      tx.tenantId,
      id,
      responseStatus,
    ]);
  }

  /**
   * Adds a fresh secret. The ones so far end after `overlapSeconds`.
   * @param keep how many may stay
   * @returns the secret, which nothing else shows again
   */
  async addSecret(tx: TenantTransaction, endpointId: string, overlapSeconds: number, keep: number): Promise<string> {
    await tx.execute(
      `UPDATE notification_secrets SET expires_at = now() + $3 * interval '1 second'
       WHERE tenant_id = $1 AND endpoint_id = $2 AND expires_at IS NULL`,
      [tx.tenantId, endpointId, overlapSeconds],
    );
    const id = uuidv7();
    const secret = newSecret();
    const { kid, wrappedKey, ciphertext } = this.vault.seal(secret, this.place(tx, endpointId, id));
    await tx.execute(
      `INSERT INTO notification_secrets (tenant_id, endpoint_id, id, kid, wrapped_key, ciphertext)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [tx.tenantId, endpointId, id, kid, wrappedKey, ciphertext],
    );
    await tx.execute(END_OLDEST_SQL, [tx.tenantId, endpointId, keep]);
    return secret;
  }

  private async secretsOf(tx: TenantTransaction, endpointId: string): Promise<string[]> {
    const rows = await tx.rows<SecretRow>(SECRETS_SQL, [tx.tenantId, endpointId]);
    return rows.map((row) => this.vault.open(row, this.place(tx, endpointId, row.id)));
  }

  private place(tx: TenantTransaction, endpointId: string, id: string) {
    return placeIn(SEALED_NOTIFICATION_SECRETS, tx.tenantId, endpointId, id);
  }
}
