import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import type { FieldError, ProblemExtensions } from '../common/app.error.js';
import type { ProblemCode } from '../common/problem.codes.js';
import { safeEqual } from '../common/safe-equal.js';
import { Database } from '../database/database.js';
import type { TenantTransaction } from '../database/transaction.js';
import { QuotaExceededError } from '../quotas/quota.error.js';
import { Quotas } from '../quotas/quotas.js';
import type { Sealed } from '../credentials/vault/sealed.js';
import { placeIn } from '../credentials/vault/sealed.table.js';
import { Vault } from '../credentials/vault/vault.js';
import { SEALED_ANSWERS } from './sealed.answers.js';

export interface KeyOwner {
  tenantId: string;
  caller: string;
  key: string;
}

export interface StoredRefusal {
  code: ProblemCode;
  title: string;
  detail: string;
  errors?: FieldError[];
  extensions?: ProblemExtensions;
}

export type StoredAnswer = { status: number; body: unknown } | { status: number; refusal: StoredRefusal };

export type Claim =
  { kind: 'first' } | { kind: 'in_progress' } | { kind: 'other_request' } | { kind: 'answered'; answer: StoredAnswer };

interface KeyRow extends Sealed {
  fingerprint: Buffer;
  answered: boolean;
}

/** If a process dies before it has answered, its key is blocked for this time. Longer than any request may wait. */
const ABANDONED_AFTER = `interval '90 seconds'`;

const CLAIM_SQL = `
  INSERT INTO idempotency_keys AS k (tenant_id, caller, key, fingerprint) VALUES ($1, $2, $3, $4)
  ON CONFLICT (tenant_id, caller, key) DO UPDATE SET fingerprint = EXCLUDED.fingerprint, created_at = now(),
    kid = NULL, wrapped_key = NULL, ciphertext = NULL
  WHERE k.ciphertext IS NULL AND k.created_at < now() - ${ABANDONED_AFTER}
    OR k.created_at < now() - $5 * interval '1 hour'
  RETURNING key`;

const KEPT_SQL = `
  SELECT 1 FROM idempotency_keys
  WHERE tenant_id = $1 AND caller = $2 AND key = $3 AND created_at >= now() - $4 * interval '1 hour'`;

/**
 * Stores idempotency keys and their responses. A response can hold a secret that is shown only once, so it is
 * encrypted.
 */
@Injectable()
export class IdempotencyStore {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly quotas: Quotas,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws QuotaExceededError when the tenant has too many keys already, and this key is new */
  claim(owner: KeyOwner, request: string): Promise<Claim> {
    const fingerprint = createHash('sha256').update(request).digest();
    const { IDEMPOTENCY_KEY_HOURS } = this.config.limits;
    return this.database.inTenant(owner.tenantId, async (tx) => {
      await this.admit(tx, owner);
      const claimed = await tx.row(CLAIM_SQL, [...idOf(owner), fingerprint, IDEMPOTENCY_KEY_HOURS]);
      if (claimed) return { kind: 'first' };
      const row = await tx.row<KeyRow>(
        `SELECT fingerprint, ciphertext IS NOT NULL AS answered, kid, wrapped_key AS "wrappedKey", ciphertext
         FROM idempotency_keys WHERE tenant_id = $1 AND caller = $2 AND key = $3`,
        idOf(owner),
      );
      if (!row) return { kind: 'in_progress' };
      if (!safeEqual(row.fingerprint, fingerprint)) return { kind: 'other_request' };
      if (!row.answered) return { kind: 'in_progress' };
      return { kind: 'answered', answer: JSON.parse(this.vault.open(row, placeOf(owner))) as StoredAnswer };
    });
  }

  /**
   * Only a new key counts against the quota. The check is repeated on failure, because another request may have stored
   * the key meanwhile.
   */
  private async admit(tx: TenantTransaction, owner: KeyOwner): Promise<void> {
    if (await this.isKept(tx, owner)) return;
    try {
      const { IDEMPOTENCY_KEY_HOURS } = this.config.limits;
      await this.quotas.admit(tx, 'QUOTA_IDEMPOTENCY_KEYS', IDEMPOTENCY_KEY_HOURS);
    } catch (error) {
      if (!(error instanceof QuotaExceededError) || !(await this.isKept(tx, owner))) throw error;
    }
  }

  private async isKept(tx: TenantTransaction, owner: KeyOwner): Promise<boolean> {
    return (await tx.row(KEPT_SQL, [...idOf(owner), this.config.limits.IDEMPOTENCY_KEY_HOURS])) !== undefined;
  }

  async keep(owner: KeyOwner, answer: StoredAnswer): Promise<void> {
    const sealed = this.vault.seal(JSON.stringify(answer), placeOf(owner));
    await this.database.inTenant(owner.tenantId, (tx) =>
      tx.execute(
        `UPDATE idempotency_keys SET kid = $4, wrapped_key = $5, ciphertext = $6
         WHERE tenant_id = $1 AND caller = $2 AND key = $3`,
        [...idOf(owner), sealed.kid, sealed.wrappedKey, sealed.ciphertext],
      ),
    );
  }

  async release(owner: KeyOwner): Promise<void> {
    await this.database
      .inTenant(owner.tenantId, (tx) =>
        tx.execute(`DELETE FROM idempotency_keys WHERE tenant_id = $1 AND caller = $2 AND key = $3`, idOf(owner)),
      )
      .catch(() => undefined);
  }
}

const idOf = ({ tenantId, caller, key }: KeyOwner) => [tenantId, caller, key];
const placeOf = ({ tenantId, caller, key }: KeyOwner) => placeIn(SEALED_ANSWERS, tenantId, caller, key);
