import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { TenantCrossing } from '../../database/tenant-crossing.js';
import type { Transaction } from '../../database/transaction.js';
import type { Sealed } from './sealed.js';
import { Vault } from './vault.js';

/** A table of sealed secrets: whose they are, and what is bound into each. */
interface SealedTable {
  table: string;
  owner: string;
  field: string;
}

interface SealedRow extends Sealed {
  tenantId: string;
  ownerId: string;
  field: string;
}

const TABLES: readonly SealedTable[] = [
  { table: 'integration_credentials', owner: 'integration_id', field: 'field' },
  { table: 'webhook_endpoint_secrets', owner: 'endpoint_id', field: 'id' },
];
const BATCH = 200;

/**
 * Seals every secret that an older of ENCRYPTION_KEYS has sealed with the first one, while everything goes on. Once
 * none is left, the old key can be taken out of the configuration.
 */
@Injectable()
export class KeyRotator {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @param crossing to find the secrets of all tenants by; administrators have one
   * @returns how many were sealed anew; a secret whose key is not configured any more is left, and counted
   */
  async rotate(crossing: TenantCrossing): Promise<{ rotated: number; unreadable: number }> {
    const kid = this.config.encryptionKeys[0]?.kid;
    const known = this.config.encryptionKeys.slice(1).map((key) => key.kid);
    const result = { rotated: 0, unreadable: 0 };
    if (!kid) return result;
    for (const table of TABLES) {
      result.unreadable += await this.countUnreadable(crossing, table, [kid, ...known]);
      for (let batch = BATCH; batch === BATCH;) {
        const rows = await this.sealedBy(crossing, table, known);
        batch = rows.length;
        for (const row of rows) result.rotated += await this.sealAnew(table, row);
      }
    }
    return result;
  }

  private sealedBy(
    crossing: TenantCrossing,
    { table, owner, field }: SealedTable,
    kids: readonly string[],
  ): Promise<SealedRow[]> {
    return crossing.transaction((tx) =>
      tx.rows<SealedRow>(
        `SELECT tenant_id AS "tenantId", ${owner} AS "ownerId", ${field}::text AS field, kid, wrapped_key AS "wrappedKey",
           ciphertext FROM ${table} WHERE kid = ANY($1::text[]) LIMIT ${BATCH}`,
        [kids],
      ),
    );
  }

  private async countUnreadable(
    crossing: TenantCrossing,
    { table }: SealedTable,
    kids: readonly string[],
  ): Promise<number> {
    const [row] = await crossing.transaction((tx) =>
      tx.rows<{ count: number }>(`SELECT count(*)::int AS count FROM ${table} WHERE kid <> ALL($1::text[])`, [kids]),
    );
    return row?.count ?? 0;
  }

  /** Only if nobody has replaced the secret meanwhile: what is new is sealed by the first key already. */
  private sealAnew(table: SealedTable, row: SealedRow): Promise<number> {
    const { tenantId, ownerId, field } = row;
    const place = { tenantId, ownerId, field };
    const sealed = this.vault.seal(this.vault.open(row, place), place);
    return this.database.inTenant(tenantId, (tx) => this.replace(tx, table, row, sealed));
  }

  private replace(tx: Transaction, { table, owner, field }: SealedTable, row: SealedRow, sealed: Sealed) {
    return tx.execute(
      `UPDATE ${table} SET kid = $4, wrapped_key = $5, ciphertext = $6
       WHERE tenant_id = $1 AND ${owner} = $2 AND ${field}::text = $3 AND ciphertext = $7`,
      [row.tenantId, row.ownerId, row.field, sealed.kid, sealed.wrappedKey, sealed.ciphertext, row.ciphertext],
    );
  }
}
