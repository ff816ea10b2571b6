import { Injectable } from '@nestjs/common';
import { ConnectionListeners } from '../connections/connection.listeners.js';
import { askProvider } from '../connections/provider-call.js';
import { AccountConnector, type ConnectedAccount } from './account.connector.js';
import type { KnownOAuth } from './oauth.ports.js';
import type { ConnectRequest } from './state.store.js';

/** What the provider sent the owner back with, and what proves that it was asked for here. */
export interface ConsentCode {
  code: string;
  codeVerifier: string;
  /** What else the callback said, by the names the provider gave it. */
  parameters: Record<string, string>;
}

/** Redeems the code of a consent and connects the account that it opens. */
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
