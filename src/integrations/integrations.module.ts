import { Module } from '@nestjs/common';
import { CredentialOwner } from '../credentials/credential-owner.port.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { SealedTables } from '../credentials/vault/sealed.tables.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { QuotasModule } from '../quotas/quotas.module.js';
import { ConnectionFacts } from './connections/connection.facts.js';
import { ConnectionFactory } from './connections/connection.factory.js';
import { ConnectionListeners } from './connections/connection.listeners.js';
import { ConnectionLoader } from './connections/connection.loader.js';
import { CredentialOwnerStore } from './connections/credential-owner.store.js';
import { Disconnector } from './connections/disconnector.js';
import { IntegrationStore } from './connections/integration.store.js';
import { IntegrationsService } from './integrations.service.js';
import { AccountConnector } from './oauth/account.connector.js';
import { BrowserCookie } from './oauth/browser.cookie.js';
import { ConfirmationStore, SEALED_CONFIRMATIONS } from './oauth/confirmation.store.js';
import { ConfirmationTokens } from './oauth/confirmation.tokens.js';
import { ConsentStarter } from './oauth/consent.starter.js';
import { ConsentConfirmer } from './oauth/consent.confirmer.js';
import { ConsentExchanger } from './oauth/consent.exchanger.js';
import { ConsentCompleter } from './oauth/consent.completer.js';
import { ConsentRevoker } from './oauth/consent.revoker.js';
import { OAuthPorts } from './oauth/oauth.ports.js';
import { RevocationStore, SEALED_REVOCATIONS } from './oauth/revocation.store.js';
import { StateStore } from './oauth/state.store.js';
import { StateTokens } from './oauth/state.tokens.js';

const shared = [
  IntegrationStore,
  ConnectionFactory,
  ConnectionFacts,
  ConnectionListeners,
  ConnectionLoader,
  Disconnector,
];

const oauth = [
  OAuthPorts,
  StateTokens,
  StateStore,
  BrowserCookie,
  ConfirmationTokens,
  ConfirmationStore,
  AccountConnector,
  ConsentStarter,
  ConsentExchanger,
  ConsentCompleter,
  ConsentConfirmer,
  ConsentRevoker,
  RevocationStore,
];

/** Providers that only the HTTP routes need. */
const asked = [IntegrationsService, ConsentStarter, ConsentCompleter, ConsentConfirmer];
/** Providers that only workers need. */
const worked = [ConsentRevoker, RevocationStore];

/** Connects, opens and disconnects integrations. */
@Module({
  imports: [ProvidersModule, CredentialsModule, QuotasModule],
  providers: [...shared, ...oauth, CredentialOwnerStore, IntegrationsService],
  exports: [...shared, ...asked, ...worked],
})
export class IntegrationsModule {
  constructor(sealed: SealedTables, owner: CredentialOwner, credentials: CredentialOwnerStore) {
    sealed.register(SEALED_CONFIRMATIONS, SEALED_REVOCATIONS);
    owner.fill(credentials);
  }
}
