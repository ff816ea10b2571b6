import type { AccountEnvironment, Connection } from '../../connection.js';
import { accessTokenOf } from '../../kit/token.refresh.js';

/** On whose behalf a request is made: nothing of a tenant stays in the client. */
export interface QuickBooksAccess {
  /** The company: a number of up to 19 digits, more than a JavaScript number holds. */
  realmId: string;
  /** Decides the host. */
  environment: AccountEnvironment;
  /** Whose work it is; absent while the company is not connected yet. */
  tenantId?: string;
  /**
   * The access token of now, asked for before each request: it lives for an hour, and work may take longer.
   * @param refused the one that was just refused; comes back the same where nothing can be renewed
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
