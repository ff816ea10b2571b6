import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/principal.js';
import { ForbiddenError, InvalidConfirmationError } from '../../common/http.errors.js';
import { Database } from '../../database/database.js';
import type { ConnectedAccount } from './account.connector.js';
import { ConfirmationStore, type TakenConsent } from './confirmation.store.js';
import { ConfirmationTokens } from './confirmation.tokens.js';
import { ConsentExchanger } from './consent.exchanger.js';
import { OAuthPorts } from './oauth.ports.js';
import { principalKey } from './principal.key.js';
import type { TenantToken } from './tenant.token.js';

/**
 * Completes a consent that ended in another browser than it began in. The principal that began it brings the
 * confirmation code, which only the other browser has shown. An attempt by any other principal ends the consent.
 * Otherwise an attacker could send an owner a link, ask for the code, and connect the owner's account to the attacker's
 * tenant.
 */
@Injectable()
export class ConsentConfirmer {
  constructor(
    private readonly ports: OAuthPorts,
    private readonly tokens: ConfirmationTokens,
    private readonly confirmations: ConfirmationStore,
    private readonly exchanger: ConsentExchanger,
    private readonly database: Database,
  ) {}

  /**
   * @throws InvalidConfirmationError when the code is forged, already used, expired, or belongs to another provider
   * @throws ForbiddenError `oauth_other_principal`; the consent has then ended
   */
  async confirm(principal: Principal, provider: string, confirmation: string): Promise<ConnectedAccount> {
    this.ports.requireKnown(provider);
    const token = this.tokens.open(confirmation, provider);
    if (!token) throw new InvalidConfirmationError();
    const port = this.ports.get(provider);
    const taken = await this.take(token, provider);
    if (taken.tenantId !== principal.tenantId || taken.beganBy !== principalKey(principal)) {
      throw new ForbiddenError(
        'Another caller started this consent, so it has ended; start again',
        'oauth_other_principal',
      );
    }
    return this.exchanger.exchange(taken.tenantId, provider, port, this.confirmations.open(taken), taken.request);
  }

  /** Takes the row in the tenant that the code names, so that an attempt by any principal ends the consent. */
  private async take(token: TenantToken, provider: string): Promise<TakenConsent> {
    const taken = await this.database.inTenant(token.tenantId, (tx) => this.confirmations.take(tx, token, provider));
    if (!taken) throw new InvalidConfirmationError();
    return taken;
  }
}
