import { ValidationError } from '../../../common/http.errors.js';
import { text } from '../../kit/fields.js';
import { isSecret } from '../../kit/fingerprint.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderPermissionError, ProviderProtocolError } from '../../provider.errors.js';
import type { CallContext, VerifiedAccount } from '../../connection.js';
import { accessOfCredentials, type MailchimpAccess } from '../api/mailchimp.access.js';
import { dataCentreOf } from '../api/mailchimp.hosts.js';
import type { MailchimpClient } from '../api/mailchimp.client.js';
import type { MailchimpParents } from '../streams/mailchimp.parents.js';

/** Whose account credentials open: https://mailchimp.com/developer/marketing/api/root/ */
export class MailchimpAccounts {
  constructor(
    private readonly client: MailchimpClient,
    private readonly parents: MailchimpParents,
    private readonly apiBaseUrl: string | undefined,
  ) {}

  async verifyCredentials(
    { apiKey }: Readonly<Record<string, unknown>>,
    { signal }: CallContext,
  ): Promise<VerifiedAccount> {
    const isKey = isSecret(apiKey, 200) && (this.apiBaseUrl !== undefined || dataCentreOf(apiKey) !== undefined);
    if (isKey) return this.verify(accessOfCredentials({ apiKey }, this.apiBaseUrl), signal);
    const message = 'must be a Mailchimp API key with its data centre at the end, such as "-us19"';
    throw new ValidationError([{ field: 'credentials.apiKey', message }]);
  }

  /** @throws ProviderCredentialsError when Mailchimp does not know the key or token */
  async verify(access: MailchimpAccess, signal: AbortSignal): Promise<VerifiedAccount> {
    const exchange = new ProviderExchange(signal);
    const options = { fields: ['account_id', 'account_name'] };
    await this.client.send(access, 'GET /', exchange, (api) => api.root.getRoot(options));
    const account = text(exchange.body.account_id);
    if (!account) throw new ProviderProtocolError('Mailchimp answered an account without an id');
    return {
      externalAccountId: account,
      displayName: text(exchange.body.account_name) || null,
      livemode: null,
      scopes: [],
      aliases: await this.audienceIds({ ...access, account, audienceId: null }, signal),
    };
  }

  /** Webhooks name the audience, not the account. An account that may not list its audiences gets no webhooks for them. */
  private async audienceIds(access: MailchimpAccess, signal: AbortSignal): Promise<string[]> {
    try {
      const { parents } = await this.parents.of(access, 'audience', new ProviderExchange(signal));
      return parents.map(({ id }) => id);
    } catch (error) {
      if (error instanceof ProviderPermissionError) return [];
      throw error;
    }
  }
}
