import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { ConnectionFactory } from './connections/connection.factory.js';
import { ConnectionListeners } from './connections/connection.listeners.js';
import { ConnectionLoader } from './connections/connection.loader.js';
import { Disconnector } from './connections/disconnector.js';
import { IntegrationStore } from './connections/integration.store.js';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor.js';
import { IdempotencyStore } from '../idempotency/idempotency.store.js';
import { SEALED_ANSWERS } from '../idempotency/sealed.answers.js';
import { IntegrationsController } from './integrations.controller.js';
import { IntegrationsService } from './integrations.service.js';
import { AccountConnector } from './oauth/account.connector.js';
import { BrowserCookie } from './oauth/browser.cookie.js';
import { ConfirmationStore, SEALED_CONFIRMATIONS } from './oauth/confirmation.store.js';
import { ConfirmationTokens } from './oauth/confirmation.tokens.js';
import { ConsentBeginner } from './oauth/consent.beginner.js';
import { ConsentConfirmer } from './oauth/consent.confirmer.js';
import { ConsentExchanger } from './oauth/consent.exchanger.js';
import { ConsentFinisher } from './oauth/consent.finisher.js';
import { ConsentRevoker } from './oauth/consent.revoker.js';
import { OAuthController } from './oauth/oauth.controller.js';
import { OAuthPorts } from './oauth/oauth.ports.js';
import { RevocationKeeper } from './oauth/revocation.keeper.js';
import { RevocationStore, SEALED_REVOCATIONS } from './oauth/revocation.store.js';
import { StateStore } from './oauth/state.store.js';
import { StateTokens } from './oauth/state.tokens.js';
import { ProvidersController } from './providers.controller.js';
import { Quotas } from '../quotas/quotas.js';
import { CredentialRenewer } from '../credentials/refresh/credential.renewer.js';
import { RenewalKeeper } from '../credentials/refresh/renewal.keeper.js';
import { RenewalStore } from '../credentials/refresh/renewal.store.js';
import { AppKeyLoader } from '../credentials/vault/app-key.loader.js';
import { AppKeyStore, SEALED_APP_KEYS } from '../credentials/vault/app-key.store.js';
import { CredentialStore, SEALED_CREDENTIALS } from '../credentials/vault/credential.store.js';
import { KeyRotator } from '../credentials/vault/key.rotator.js';
import { SealedTables } from '../credentials/vault/sealed.tables.js';
import { Vault } from '../credentials/vault/vault.js';

const shared = [
  IntegrationStore,
  CredentialStore,
  Vault,
  SealedTables,
  ConnectionFactory,
  ConnectionListeners,
  ConnectionLoader,
  Disconnector,
  CredentialRenewer,
  RenewalStore,
  KeyRotator,
  IdempotencyStore,
  IdempotencyInterceptor,
  Quotas,
];

const oauth = [
  OAuthPorts,
  StateTokens,
  StateStore,
  BrowserCookie,
  ConfirmationTokens,
  ConfirmationStore,
  AccountConnector,
  ConsentBeginner,
  ConsentExchanger,
  ConsentFinisher,
  ConsentConfirmer,
  ConsentRevoker,
  RevocationStore,
  RevocationKeeper,
];

/** What only the HTTP routes ask for. */
const asked = [IntegrationsService, ConsentBeginner, ConsentFinisher, ConsentConfirmer];

/** Connections and their secrets. */
@Module({
  imports: [ProvidersModule],
  providers: [...shared, ...oauth, AppKeyStore, AppKeyLoader, RenewalKeeper, IntegrationsService],
  exports: [...shared, ...asked],
})
export class IntegrationsModule {
  constructor(sealed: SealedTables) {
    sealed.register(SEALED_CREDENTIALS, SEALED_ANSWERS, SEALED_APP_KEYS, SEALED_CONFIRMATIONS, SEALED_REVOCATIONS);
  }
}

/**
 * The HTTP routes, which only some processes serve: a module of its own, because a dynamic variant of the one above
 * would be a second instance of everything in it.
 */
@Module({})
export class IntegrationsApiModule {
  static with({ roles }: Config): DynamicModule {
    const controllers = [ProvidersController, OAuthController, IntegrationsController];
    return {
      module: IntegrationsApiModule,
      imports: [IntegrationsModule, ProvidersModule],
      controllers: roles.includes('api') ? controllers : [],
    };
  }
}
