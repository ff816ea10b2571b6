import { randomUUID } from 'node:crypto';
import type { Sealed, SecretPlace } from '../../src/credentials/vault/sealed.js';
import { placeIn, type SealedTable } from '../../src/credentials/vault/sealed.table.js';
import { query } from './database.js';

export interface SealedRow extends Sealed {
  tenantId: string | null;
  ownerId: string;
  field: string;
  place: SecretPlace;
}

type Seal = (secret: string, place: SecretPlace) => Sealed;

const INTEGRATION = `
  INSERT INTO integrations (tenant_id, id, provider, name, environment, status, auth_method, external_account_id)
  VALUES ($1, $2::uuid, 'fake', 'Fake', 'sandbox', 'connected', 'key', $2::uuid::text)`;

/** Statements for parent rows that a foreign key requires. $1 tenant, $2 owner. */
const PARENTS: Record<string, string[]> = {
  integration_credentials: [INTEGRATION],
  consent_revocations: [INTEGRATION],
  notification_secrets: [
    `INSERT INTO notification_endpoints (tenant_id, id, url) VALUES ($1, $2::uuid, 'https://hooks.example.org/')`,
  ],
  outbound_operations: [
    `INSERT INTO outbound_targets (tenant_id, id, integration_id, provider, target, entity, platform_id, subject, wanted, status)
     VALUES ($1, $2::uuid, $2::uuid, 'fake', 'guest', 'contacts', 'c', 'c', 1, 'applied')`,
  ],
  webhook_endpoint_secrets: [
    INTEGRATION,
    `INSERT INTO webhook_endpoints (tenant_id, id, integration_id, provider, token_hash)
     VALUES ($1, $2::uuid, $2::uuid, 'fake', sha256(uuid_send($2::uuid)))`,
  ],
};

/** Further columns that a row must have. */
const MORE: Record<string, [columns: string, values: string]> = {
  consent_revocations: [', due_at', ', now()'],
  idempotency_keys: [', fingerprint', `, '\\x00'`],
  oauth_confirmations: [
    ', confirmation_hash, began_by, request, expires_at',
    `, uuid_send(gen_random_uuid()), 'user:u', '{}', now()`,
  ],
  outbound_operations: [
    ', generation, kind, version, changes, status, idempotency_key, reference, request_head, content_hash',
    `, 0, 'create', 1, 1, 'done', 'k', 'r', '{}', '\\x00'`,
  ],
};

const FIELDS: Record<string, (n: number) => string> = {
  notification_secrets: () => randomUUID(),
  webhook_endpoint_secrets: () => randomUUID(),
  app_keys: (n) => String(n + 1),
  outbound_operations: (n) => String(n + 1),
};

/** Stores secrets of one new owner, as a superuser. Returns them in the order of their keys. */
export async function storeSecrets(
  adminUrl: string,
  table: SealedTable,
  secrets: readonly string[],
  seal: Seal,
): Promise<SealedRow[]> {
  const tenantId = table.tenant === null ? null : randomUUID();
  const ownerId = randomUUID();
  for (const sql of PARENTS[table.name] ?? []) await query(adminUrl, sql, [tenantId, ownerId]);
  const fieldOf = FIELDS[table.name] ?? ((n: number) => `field-${String(n).padStart(4, '0')}`);
  const fields = secrets.map((_, n) => fieldOf(n)).sort((a, b) => (a.length === b.length && a < b ? -1 : 1));
  const rows = secrets.map((secret, n): SealedRow => {
    const place = placeIn(table, tenantId, ownerId, fields[n] ?? '');
    return { tenantId, ownerId, field: fields[n] ?? '', place, ...seal(secret, place) };
  });
  for (const row of rows) await insert(adminUrl, table, row);
  return rows;
}

async function insert(adminUrl: string, { name, tenant, owner, field }: SealedTable, row: SealedRow): Promise<void> {
  const [columns, values] = MORE[name] ?? ['', ''];
  await query(
    adminUrl,
    `INSERT INTO ${name} (${tenant ? `${tenant}, ` : ''}${owner}, ${field}, kid, wrapped_key, ciphertext${columns})
     VALUES (${tenant ? `'${row.tenantId}', ` : ''}$1, $2, $3, $4, $5${values})`,
    [row.ownerId, row.field, row.kid, row.wrappedKey, row.ciphertext],
  );
}

/** The stored secrets of one owner, in the order of their keys. */
export function storedSecrets(adminUrl: string, table: SealedTable, ownerId: string): Promise<Sealed[]> {
  return query<Sealed & { [column: string]: unknown }>(
    adminUrl,
    `SELECT kid, wrapped_key AS "wrappedKey", ciphertext FROM ${table.name} WHERE ${table.owner}::text = $1
     ORDER BY ${table.field}`,
    [ownerId],
  );
}
