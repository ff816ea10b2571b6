import { ValidationError } from '../../../common/http.errors.js';
import type { AccountEnvironment, VerifiedAccount, VerifyContext } from '../../connection.js';
import { asRecord, text } from '../../kit/fields.js';
import { isSecret } from '../../kit/fingerprint.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderCredentialsError, ProviderProtocolError } from '../../provider.errors.js';
import { accessOfToken, type SquareAccess } from '../api/square.access.js';
import type { SquareClient } from '../api/square.client.js';
import { texts } from '../shape/square.fields.js';

/** The name is for people: no reason to refuse a token that may not read it. */
const NAME_PATIENCE_MS = 5_000;
const WORLDS: readonly AccountEnvironment[] = ['production', 'sandbox'];

/** Which merchant a token opens: https://developer.squareup.com/reference/square/oauth-api/retrieve-token-status */
export class SquareAccounts {
  /** @param hasOwnHost the host is not Square's, so that it is of neither world, and says nothing of a token */
  constructor(
    private readonly client: SquareClient,
    private readonly hasOwnHost = false,
  ) {}

  async verifyCredentials(
    { accessToken }: Readonly<Record<string, unknown>>,
    { signal, environment }: VerifyContext,
  ): Promise<VerifiedAccount> {
    if (!isSecret(accessToken, 2000)) {
      throw new ValidationError([{ field: 'credentials.accessToken', message: 'must be a Square access token' }]);
    }
    if (this.hasOwnHost) return this.verify(accessOfToken(accessToken, environment ?? 'sandbox'), signal);
    const environments = environment ? [environment] : WORLDS;
    return this.verifyIn((world) => accessOfToken(accessToken, world), environments, signal);
  }

  /** @throws ProviderCredentialsError when Square does not know the token, or knows it no longer */
  async verify(access: SquareAccess, signal: AbortSignal): Promise<VerifiedAccount> {
    const exchange = new ProviderExchange(signal);
    await this.client.send(access, 'POST /oauth2/token/status', exchange, (square) =>
      square.oAuth.retrieveTokenStatus(),
    );
    const { merchant_id: merchant, scopes } = exchange.body;
    const externalAccountId = text(merchant);
    if (!externalAccountId) throw new ProviderProtocolError('Square answered a token without its merchant');
    const named = { ...access, account: externalAccountId };
    return {
      externalAccountId,
      displayName: await this.nameOf(named, signal),
      livemode: null,
      scopes: texts(scopes),
    };
  }

  /** @returns `null` when Square does not say */
  async nameOf(access: SquareAccess, signal: AbortSignal): Promise<string | null> {
    const exchange = new ProviderExchange(AbortSignal.any([signal, AbortSignal.timeout(NAME_PATIENCE_MS)]));
    try {
      await this.client.send(access, 'GET /v2/merchants/:id', exchange, (square) =>
        square.merchants.get({ merchantId: 'me' }),
      );
    } catch {
      signal.throwIfAborted();
      return null;
    }
    return text(asRecord(exchange.body.merchant).business_name);
  }

  /**
   * A token does not show which of Square's two worlds it is of, so both are asked.
   * @param environments in the order in which to ask
   */
  async verifyIn(
    accessIn: (environment: AccountEnvironment) => SquareAccess,
    environments: readonly AccountEnvironment[],
    signal: AbortSignal,
  ): Promise<VerifiedAccount> {
    let refusal: unknown;
    for (const environment of environments) {
      try {
        const account = await this.verify(accessIn(environment), signal);
        return { ...account, livemode: environment === 'production' };
      } catch (error) {
        if (!(error instanceof ProviderCredentialsError)) throw error;
        refusal ??= error;
      }
    }
    throw refusal;
  }
}
