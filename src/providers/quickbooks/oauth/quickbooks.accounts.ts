import type { VerifiedAccount } from '../../connection.js';
import { firstText } from '../../kit/fields.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import type { QuickBooksReader } from '../streams/quickbooks.reader.js';
import { QUICKBOOKS_STREAMS } from '../streams/quickbooks.streams.js';

export const ACCOUNTING_SCOPE = 'com.intuit.quickbooks.accounting';
const COMPANY = QUICKBOOKS_STREAMS.find(({ single }) => single === 'realm')!;

/** Whether a token opens the company that it is said to open, and what that company is called. */
export class QuickBooksAccounts {
  constructor(private readonly reader: QuickBooksReader) {}

  /** @throws ProviderCredentialsError when QuickBooks does not know the token, or it is another company's */
  async verify(access: QuickBooksAccess, signal: AbortSignal): Promise<VerifiedAccount> {
    const { CompanyName: name, LegalName: legalName } = await this.reader.object(
      access,
      COMPANY,
      access.realmId,
      new ProviderExchange(signal),
    );
    return {
      externalAccountId: access.realmId,
      displayName: firstText(name, legalName),
      // Sandbox and production have different hosts, so the host that answered is the environment.
      livemode: access.environment === 'production',
      scopes: [ACCOUNTING_SCOPE],
    };
  }
}
