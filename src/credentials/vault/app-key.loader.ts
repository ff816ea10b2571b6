import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { SIGNING_PURPOSES, SigningKeys, type SigningPurpose } from '../../common/signing-keys.js';
import { AppKeyStore, type StoredAppKey } from './app-key.store.js';
import { KEY_BYTES } from './sealed.format.js';
import { SecretUnreadableError } from './secret.error.js';

const FIRST_GENERATION = 1;

/**
 * Loads the stored keys into {@link SigningKeys} before the process listens. The first process creates them. If a key
 * cannot be decrypted, it is kept, and derived keys sign until its encryption key is back. All processes derive the
 * same keys.
 */
@Injectable()
export class AppKeyLoader implements OnModuleInit {
  private readonly logger = new Logger(AppKeyLoader.name);

  constructor(
    private readonly store: AppKeyStore,
    private readonly signingKeys: SigningKeys,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const purpose of SIGNING_PURPOSES) this.signingKeys.supply(purpose, await this.load(purpose));
  }

  private async load(purpose: SigningPurpose): Promise<Buffer[]> {
    let stored = await this.store.read(purpose);
    if (stored.length === 0) {
      await this.store.add(purpose, FIRST_GENERATION, randomBytes(KEY_BYTES));
      stored = await this.store.read(purpose);
    }
    return stored.flatMap((key) => this.open(purpose, key));
  }

  private open(purpose: SigningPurpose, key: StoredAppKey): Buffer[] {
    try {
      return [key.open()];
    } catch (error) {
      if (!(error instanceof SecretUnreadableError)) throw error;
      this.logger.error(`Signing key ${key.generation} for ${purpose} is not used: ${error.message}`);
      return [];
    }
  }
}
