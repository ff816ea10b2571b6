import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { ConnectionFactory } from './connections/connection.factory.js';
import { ConnectionListeners } from './connections/connection.listeners.js';
import { ConnectionLoader } from './connections/connection.loader.js';
import { Disconnector } from './connections/disconnector.js';
import { IntegrationStore } from './connections/integration.store.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { IdempotencyStore } from './idempotency/idempotency.store.js';
import { IntegrationsController } from './integrations.controller.js';
import { IntegrationsService } from './integrations.service.js';
import { AccountConnector } from './oauth/account.connector.js';
import { BrowserCookie } from './oauth/browser.cookie.js';
import { ConsentBeginner } from './oauth/consent.beginner.js';
import { ConsentFinisher } from './oauth/consent.finisher.js';
import { ConsentRevoker } from './oauth/consent.revoker.js';
import { OAuthController } from './oauth/oauth.controller.js';
import { OAuthPorts } from './oauth/oauth.ports.js';
import { RevocationKeeper } from './oauth/revocation.keeper.js';
import { RevocationStore } from './oauth/revocation.store.js';
import { StateStore } from './oauth/state.store.js';
import { StateTokens } from './oauth/state.tokens.js';
import { ProvidersController } from './providers.controller.js';
import { CredentialRenewer } from './renewal/credential.renewer.js';
import { RenewalKeeper } from './renewal/renewal.keeper.js';
import { RenewalStore } from './renewal/renewal.store.js';
import { CredentialStore } from './vault/credential.store.js';
import { KeyRotator } from './vault/key.rotator.js';
import { Vault } from './vault/vault.js';

const shared = [
  IntegrationStore,
  CredentialStore,
  Vault,
  ConnectionFactory,
  ConnectionListeners,
  ConnectionLoader,
  Disconnector,
  CredentialRenewer,
  RenewalStore,
  KeyRotator,
  IdempotencyStore,
  IdempotencyInterceptor,
];

const oauth = [
  OAuthPorts,
  StateTokens,
  StateStore,
  BrowserCookie,
  AccountConnector,
  ConsentBeginner,
  ConsentFinisher,
  ConsentRevoker,
  RevocationStore,
  RevocationKeeper,
];

/** What only the HTTP routes ask for. */
const asked = [IntegrationsService, ConsentBeginner, ConsentFinisher];

/** Connections and their secrets. */
@Module({
  imports: [ProvidersModule],
  providers: [...shared, ...oauth, RenewalKeeper, IntegrationsService],
  exports: [...shared, ...asked],
})
export class IntegrationsModule {}

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
