import { describedStreams } from '../kit/described.streams.js';
import type { ProviderDescription } from '../provider.port.js';
import { QUICKBOOKS_STREAMS } from './streams/quickbooks.streams.js';

/** https://developer.intuit.com/app/developer/qbo/docs/learn/explore-the-quickbooks-online-api/change-data-capture */
const CDC_REACH_SECONDS = 30 * 86_400;

export function describeQuickBooks(offersOAuth: boolean): ProviderDescription {
  return {
    name: 'quickbooks',
    title: 'QuickBooks Online',
    streams: describedStreams(QUICKBOOKS_STREAMS),
    auth: offersOAuth ? ['key', 'oauth'] : ['key'],
    credentialFields: [
      { name: 'realmId', required: true, description: 'Number of the company, as the consent callback names it' },
      { name: 'accessToken', required: true, description: 'An OAuth access token for this company; lives for an hour' },
      {
        name: 'refreshToken',
        required: false,
        description: 'Renews the access token; without it the connection ends with that one',
      },
      {
        name: 'expiresAt',
        required: false,
        description: 'End of the access token, ISO 8601; if absent, it is renewed when it is first refused',
      },
    ],
    settingFields: [],
    changesReachSeconds: CDC_REACH_SECONDS,
    docs: 'https://developer.intuit.com/app/developer/qbo/docs/api/accounting/most-commonly-used/account',
  };
}
