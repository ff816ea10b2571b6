import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { UnavailableError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { TenantCrossing } from '../../database/tenant-crossing.js';
import type { Transaction } from '../../database/transaction.js';
import { placeIn, type SealedTable } from './sealed.table.js';
import { countFormerSql, keysSql, lockSql, replaceSql, SEALED_TABLES_SQL } from './sealed.table.sql.js';
import { SealedTables } from './sealed.tables.js';
import type { Sealed, SecretPlace } from './sealed.js';
import { SecretUnreadableError } from './secret.error.js';
import { Vault } from './vault.js';

export interface RotationCount {
  rotated: number;
  unreadable: number;
}

export interface KeyRotation extends RotationCount {
  tables: (RotationCount & { table: string })[];
}

/** Values of a primary key, as text. */
type Key = string[];

interface PageRow {
  rowKey: Key;
  /** The secret is encrypted with another key or in an older format. */
  isFormer: boolean;
}

type Outcome = 'rotated' | 'unreadable' | 'missed';

/**
 * Encrypts every secret again that is encrypted with an older key of ENCRYPTION_KEYS or in an older format, while the
 * service runs. It walks each table by its primary key, in small transactions. An interrupted walk is started again and
 * finds what is left. A secret that cannot be decrypted is counted and skipped.
 */
@Injectable()
export class KeyRotator implements OnModuleDestroy {
  private running?: Promise<KeyRotation>;
  private isStopping = false;

  constructor(
    private readonly tables: SealedTables,
    private readonly vault: Vault,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Runs once at a time in a process. A second caller gets the result of the running rotation.
   * @param crossing access to the secrets of all tenants; administrators have one
   * @throws UnavailableError when the database is away or the process stops; secrets that were already encrypted stay
   * so
   */
  rotate(crossing: TenantCrossing): Promise<KeyRotation> {
    this.running ??= this.rotateAll(crossing).finally(() => (this.running = undefined));
    return this.running;
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    await this.running?.catch(() => undefined);
  }

  private async rotateAll(crossing: TenantCrossing): Promise<KeyRotation> {
    const result: KeyRotation = { rotated: 0, unreadable: 0, tables: [] };
    const known = new Map(this.tables.all().map((table) => [table.name, table]));
    const names = await crossing.transaction((tx) => tx.rows<{ name: string }>(SEALED_TABLES_SQL));
    for (const { name } of names) {
      const table = known.get(name);
      const count = table ? await this.rotateTable(crossing, table) : await this.countUnknown(crossing, name);
      result.tables.push({ table: name, ...count });
      result.rotated += count.rotated;
      result.unreadable += count.unreadable;
    }
    return result;
  }

  /**
   * Counts the secrets of a table that a newer version of the service has created. They count as unreadable, so that
   * their key is not removed.
   */
  private async countUnknown(crossing: TenantCrossing, table: string): Promise<RotationCount> {
    const sql = countFormerSql(table);
    const row = await crossing.transaction((tx) => tx.row<{ count: number }>(sql, [this.vault.kid]));
    return { rotated: 0, unreadable: row?.count ?? 0 };
  }

  private async rotateTable(crossing: TenantCrossing, table: SealedTable): Promise<RotationCount> {
    const count: Record<Outcome, number> = { rotated: 0, unreadable: 0, missed: 0 };
    for (let after: Key | undefined = []; after;) {
      if (this.isStopping) throw new UnavailableError('Key rotation');
      after = await this.rotatePage(crossing, table, after, count);
    }
    return { rotated: count.rotated, unreadable: count.unreadable };
  }

  /** @returns the last key of the page; `undefined`: this was the last page */
  private async rotatePage(
    crossing: TenantCrossing,
    table: SealedTable,
    after: Key,
    count: Record<Outcome, number>,
  ): Promise<Key | undefined> {
    const { KEY_ROTATION_BATCH } = this.config.limits;
    const missed: Key[] = [];
    const keys = await crossing.transaction(async (tx) => {
      const sql = keysSql(table, after.length === 0);
      const page = await tx.rows<PageRow>(sql, [this.vault.kid, KEY_ROTATION_BATCH, ...after]);
      for (const { rowKey } of page.filter(({ isFormer }) => isFormer)) {
        const outcome = await this.sealAgain(tx, table, rowKey, true);
        if (outcome === 'missed') missed.push(rowKey);
        else count[outcome]++;
      }
      return page.map(({ rowKey }) => rowKey);
    });
    // Other transactions held these rows. Each is retried in its own transaction, so it waits for one lock only and
    // cannot cause a deadlock.
    for (const key of missed) {
      count[await crossing.transaction((tx) => this.sealAgain(tx, table, key, false))]++;
    }
    return keys.length === KEY_ROTATION_BATCH ? keys.at(-1) : undefined;
  }

  /** `missed`: another transaction has locked the row, or has replaced or removed the secret. */
  private async sealAgain(tx: Transaction, table: SealedTable, key: Key, skipLocked: boolean): Promise<Outcome> {
    const row = await tx.row<Sealed>(lockSql(table, skipLocked), [this.vault.kid, ...key]);
    if (!row) return 'missed';
    const place = placeOf(table, key);
    const secret = this.openOrNull(row, place);
    if (secret === null) return 'unreadable';
    const { kid, wrappedKey, ciphertext } = this.vault.seal(secret, place);
    await tx.execute(replaceSql(table), [kid, wrappedKey, ciphertext, ...key]);
    return 'rotated';
  }

  private openOrNull(sealed: Sealed, place: SecretPlace): string | null {
    try {
      return this.vault.open(sealed, place);
    } catch (error) {
      if (error instanceof SecretUnreadableError) return null;
      throw error;
    }
  }
}

function placeOf(table: SealedTable, key: Key): SecretPlace {
  const [tenantId, ownerId, field] = table.tenant === null ? [null, ...key] : key;
  return placeIn(table, tenantId ?? null, ownerId ?? '', field ?? '');
}
