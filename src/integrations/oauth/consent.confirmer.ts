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
 * The second half of a consent that ended in another browser than it began in: the principal that began brings the
 * confirmation code which only that browser has seen. An attempt by any other principal ends the consent: an
 * owner who was sent a stranger's link and then asked to confirm must not connect their account to the stranger's tenant.
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
   * @throws InvalidConfirmationError when the code is forged, used, expired, or of another provider
   * @throws ForbiddenError `oauth_other_principal`; the attempt has ended
   */
  async confirm(principal: Principal, provider: string, confirmation: string): Promise<ConnectedAccount> {
    this.ports.requireKnown(provider);
    const token = this.tokens.open(confirmation, provider);
    if (!token) throw new InvalidConfirmationError();
    const port = this.ports.get(provider);
    const taken = await this.take(token, provider);
    if (taken.tenantId !== principal.tenantId || taken.beganBy !== principalKey(principal)) {
      throw new ForbiddenError('Another caller began this; it has ended, begin again', 'oauth_other_principal');
    }
    return this.exchanger.exchange(taken.tenantId, provider, port, this.confirmations.open(taken), taken.request);
  }

  /** In the tenant that the code names, whichever principal presents it, so that another principal's attempt ends it. */
  private async take(token: TenantToken, provider: string): Promise<TakenConsent> {
    const taken = await this.database.inTenant(token.tenantId, (tx) => this.confirmations.take(tx, token, provider));
    if (!taken) throw new InvalidConfirmationError();
    return taken;
  }
}
