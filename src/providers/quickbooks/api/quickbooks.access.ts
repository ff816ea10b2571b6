import type { AccountEnvironment, Connection } from '../../connection.js';
import { accessTokenOf } from '../../kit/token.refresh.js';

/** The account for which a request is made. The client keeps no state of a tenant. */
export interface QuickBooksAccess {
  /** The company: a number of up to 19 digits, more than a JavaScript number holds. */
  realmId: string;
  /** Decides the host. */
  environment: AccountEnvironment;
  /** The tenant that the call is made for; absent while the company is not connected yet. */
  tenantId?: string;
  /**
   * The current access token. Called before each request: a token lives for an hour, and work may take longer.
   * @param refused the token that was just refused. The same token is returned if it cannot be refreshed
   */
  token(refused?: string): Promise<string>;
}

export function accessOf(connection: Connection): QuickBooksAccess {
  const { externalAccountId: realmId, tenantId, environment } = connection;
  return {
    realmId,
    tenantId,
    environment,
    token: accessTokenOf(connection),
  };
}
