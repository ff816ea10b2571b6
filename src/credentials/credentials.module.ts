import { Module } from '@nestjs/common';
import { CredentialOwner } from './credential-owner.port.js';
import { TokenRefresher } from './refresh/token.refresher.js';
import { AppKeyLoader } from './vault/app-key.loader.js';
import { AppKeyStore, SEALED_APP_KEYS } from './vault/app-key.store.js';
import { CredentialStore, SEALED_CREDENTIALS } from './vault/credential.store.js';
import { KeyRotator } from './vault/key.rotator.js';
import { SealedTables } from './vault/sealed.tables.js';
import { Vault } from './vault/vault.js';

const shared = [Vault, SealedTables, KeyRotator, CredentialStore, CredentialOwner, TokenRefresher];

/** Stores encrypted secrets, and refreshes tokens before they expire. */
@Module({ providers: [...shared, AppKeyStore, AppKeyLoader], exports: shared })
export class CredentialsModule {
  constructor(sealed: SealedTables) {
    sealed.register(SEALED_CREDENTIALS, SEALED_APP_KEYS);
  }
}
