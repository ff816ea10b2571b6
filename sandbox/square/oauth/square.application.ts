import { API_VERSION } from '../square.version.js';

/** The developer's application: its credentials, which merchants have authorized it, and who consents next. */
export class SquareApplication {
  readonly clientId = process.env.SANDBOX_SQUARE_CLIENT_ID ?? 'sandbox-sq0idb-sandbox';
  readonly clientSecret = process.env.SANDBOX_SQUARE_CLIENT_SECRET ?? 'sandbox-sq0csb-sandbox-secret';
  /** The application's personal access token: webhook subscriptions and the Events API take no other for a platform. */
  readonly accessToken = process.env.SANDBOX_SQUARE_APP_TOKEN ?? 'EAAAEsandbox-application-token';
  /** Its default API version, in which events are written; a subscription can have another. */
  apiVersion = API_VERSION;
  /** What the merchant on the consent page will do, and which account is theirs. */
  consent: { deny: boolean; account: string | null } = { deny: false, account: null };
  /** The redirect URL of the developer console, for authorization requests that name none. */
  redirectUri: string | null = null;
  /** Merchants that have authorized the application. */
  readonly connected = new Set<string>();
  /** Token refreshes, as the control call GET requests reports them. */
  refreshes = { granted: 0, refused: 0 };
}
