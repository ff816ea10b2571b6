import { Injectable } from '@nestjs/common';
import { ConnectionListeners } from '../connections/connection.listeners.js';
import { askProvider } from '../connections/provider-call.js';
import { AccountConnector, type ConnectedAccount } from './account.connector.js';
import type { KnownOAuth } from './oauth.ports.js';
import type { ConnectRequest } from './state.store.js';

/** The provider's response to a consent, and the verifier of the request. */
export interface ConsentCode {
  code: string;
  codeVerifier: string;
  /** All other parameters of the callback, by the provider's names. */
  parameters: Record<string, string>;
}

/** Exchanges the code of a consent for tokens, and connects the account. */
@Injectable()
export class ConsentExchanger {
  constructor(
    private readonly accounts: AccountConnector,
    private readonly listeners: ConnectionListeners,
  ) {}

  async exchange(
    tenantId: string,
    provider: string,
    { oauth, title, redirectUri }: KnownOAuth,
    consent: ConsentCode,
    request: ConnectRequest,
  ): Promise<ConnectedAccount> {
    const answer = { ...consent, redirectUri, environment: request.environment };
    const grant = await askProvider((signal) => oauth.exchange(answer, { signal }));
    const connected = await this.accounts.connect(tenantId, provider, title, grant, request);
    await this.listeners.connected(connected.integration);
    return connected;
  }
}
