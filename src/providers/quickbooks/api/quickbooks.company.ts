import type { AccountEnvironment, VerifiedAccount } from '../../connection.js';
import { text } from '../../kit/fields.js';
import { ProviderExchange } from '../../kit/http/provider.exchange.js';
import type { QuickBooksAccess } from './quickbooks.access.js';
import type { QuickBooksReader } from '../streams/quickbooks.reader.js';
import { QUICKBOOKS_STREAMS } from '../streams/quickbooks.streams.js';

const COMPANY = QUICKBOOKS_STREAMS.find(({ single }) => single)!;

/** Whether a token opens the company that it is said to open, and what that company is called. */
export class QuickBooksCompany {
  constructor(private readonly reader: QuickBooksReader) {}

  /** @throws ProviderCredentialsError when QuickBooks does not know the token, or it is another company's */
  async verify(access: QuickBooksAccess, scopes: string[], signal: AbortSignal): Promise<VerifiedAccount> {
    const exchange = new ProviderExchange(signal);
    const company = await this.reader.object(access, COMPANY, access.realmId, exchange);
    const name = [company.CompanyName, company.LegalName].map(text).find(Boolean);
    return {
      externalAccountId: access.realmId,
      displayName: name ?? null,
      livemode: isLive(access.environment),
      scopes,
    };
  }
}

/** The two have hosts of their own, so what has answered tells which it is. */
function isLive(environment: AccountEnvironment): boolean {
  return environment === 'production';
}
