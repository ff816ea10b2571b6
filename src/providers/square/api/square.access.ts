import type { AccountEnvironment, Connection } from '../../connection.js';
import { fingerprint } from '../../kit/fingerprint.js';
import { accessTokenOf } from '../../kit/token.refresh.js';

/** On whose behalf a request is made: nothing of a tenant stays in the client. */
export interface SquareAccess {
  /** Names the account whose rate limit it counts in: the merchant, or a fingerprint while it is not known. */
  account: string;
  /** Whose work it is; absent while the account is not connected yet. */
  tenantId?: string;
  environment: AccountEnvironment;
  /** By the owner's consent: such tokens end, and open only what belongs to the merchant. */
  byConsent: boolean;
  /** The token is our application's, and says nothing of the merchant's. */
  byPlatform?: true;
  /** @param refused the token that Square has just refused */
  token(refused?: string): Promise<string>;
}

export function accessOf(connection: Connection): SquareAccess {
  const { externalAccountId: account, tenantId, environment, authMethod } = connection;
  return {
    account,
    tenantId,
    environment,
    byConsent: authMethod === 'oauth',
    token: accessTokenOf(connection),
  };
}

/** A token whose account is not known yet. */
export function accessOfToken(token: string, environment: AccountEnvironment): SquareAccess {
  return { account: fingerprint('token', token), environment, byConsent: false, token: async () => token };
}
