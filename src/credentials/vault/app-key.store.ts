import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Sealed } from './sealed.js';
import { placeIn, type SealedTable } from './sealed.table.js';
import { Vault } from './vault.js';

export const SEALED_APP_KEYS: SealedTable = { name: 'app_keys', tenant: null, owner: 'purpose', field: 'generation' };

interface AppKeyRow extends Sealed {
  generation: number;
}

export interface StoredAppKey {
  generation: number;
  /** @throws SecretUnreadableError */
  open(): Buffer;
}

/**
 * Rows of `app_keys`: signing keys of this service, which belong to no tenant. Keys are added and read, never replaced.
 */
@Injectable()
export class AppKeyStore {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  /** The keys of one purpose, newest first. */
  async read(purpose: string): Promise<StoredAppKey[]> {
    const rows = await this.database.platform<AppKeyRow>(
      `SELECT generation, kid, wrapped_key AS "wrappedKey", ciphertext FROM app_keys WHERE purpose = $1
       ORDER BY generation DESC`,
      [purpose],
    );
    return rows.map(({ generation, ...sealed }) => ({
      generation,
      open: () => Buffer.from(this.vault.open(sealed, placeOf(purpose, generation)), 'base64'),
    }));
  }

  /** Has no effect if the generation already exists: the first process wins. */
  async add(purpose: string, generation: number, key: Buffer): Promise<void> {
    const sealed = this.vault.seal(key.toString('base64'), placeOf(purpose, generation));
    await this.database.platform(
      `INSERT INTO app_keys (purpose, generation, kid, wrapped_key, ciphertext) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (purpose, generation) DO NOTHING`,
      [purpose, generation, sealed.kid, sealed.wrappedKey, sealed.ciphertext],
    );
  }
}

const placeOf = (purpose: string, generation: number) => placeIn(SEALED_APP_KEYS, null, purpose, String(generation));
