import type { VendorDescription } from '../kit/provider.adapter.js';

/** https://developer.intuit.com/app/developer/qbo/docs/learn/explore-the-quickbooks-online-api/change-data-capture */
const CDC_REACH_SECONDS = 30 * 86_400;

export const QUICKBOOKS_DESCRIPTION: VendorDescription = {
  name: 'quickbooks',
  title: 'QuickBooks Online',
  credentialFields: [
    { name: 'realmId', required: true, description: 'Number of the company, as the consent callback names it' },
    { name: 'accessToken', required: true, description: 'An OAuth access token for this company; lives for an hour' },
    {
      name: 'refreshToken',
      required: false,
      description: 'Refreshes the access token; without it the connection ends when the access token expires',
    },
    {
      name: 'expiresAt',
      required: false,
      description: 'When the access token expires, ISO 8601; if absent, it is refreshed when it is first refused',
    },
  ],
  settingFields: [],
  signatures: [
    { header: 'intuit-signature', scheme: 'Base64 of HMAC-SHA256 of the body, by the verifier token of the app.' },
  ],
  changesReachSeconds: CDC_REACH_SECONDS,
  contextStream: 'preferences',
  docs: 'https://developer.intuit.com/app/developer/qbo/docs/api/accounting/most-commonly-used/account',
};
