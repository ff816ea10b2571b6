import type { AccountEnvironment } from '../../connection.js';
import type { SquareSettings } from '../square.config.js';
import type { SquareAccess } from './square.access.js';
import { applicationEnvironment } from './square.hosts.js';

/**
 * Access by the application's own token. The log of events and the webhook subscriptions belong to the application, so
 * they refuse the token of a merchant's consent: https://developer.squareup.com/docs/events-api/overview
 */
export class SquareApplication {
  private readonly environment: AccountEnvironment | null;

  constructor(private readonly settings: SquareSettings) {
    this.environment = applicationEnvironment(settings);
  }

  /**
   * Whose application the merchant is connected with: a consent was given to ours, a personal token is of the merchant's.
   * @returns `null`: the merchant consented to ours, and we have no token of it
   */
  accessTo(merchant: SquareAccess): SquareAccess | null {
    if (!merchant.byConsent) return merchant;
    const token = this.settings.applicationToken;
    if (token === undefined || (this.environment ?? merchant.environment) !== merchant.environment) return null;
    return { ...merchant, byConsent: false, byPlatform: true, token: async () => token };
  }

  /** For what is of no merchant; `null`: there is no token. */
  access(): SquareAccess | null {
    const token = this.settings.applicationToken;
    if (token === undefined) return null;
    const environment = this.environment ?? 'production';
    return { account: 'application', environment, byConsent: false, byPlatform: true, token: async () => token };
  }
}
