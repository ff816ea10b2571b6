import type { VendorDescription } from '../kit/provider.adapter.js';

export const MAILCHIMP_DESCRIPTION: VendorDescription = {
  name: 'mailchimp',
  title: 'Mailchimp',
  credentialFields: [
    { name: 'apiKey', required: true, description: 'An API key with its data centre at the end: …-us19' },
  ],
  settingFields: [
    { name: 'audienceId', required: false, description: 'Id of the one audience to sync; all of them if absent' },
  ],
  signatures: [
    {
      header: 'x-mailchimp-signature',
      scheme: '`t=<epoch seconds>,v1=<hex of HMAC-SHA256 of t.body>`, by the secret of the webhook.',
    },
    {
      header: 'x-mandrill-signature',
      scheme: 'Base64 of HMAC-SHA1 of the notification URL and the sorted parameters, by the key of the webhook.',
    },
  ],
  changesReachSeconds: null,
  aliasStream: 'audiences',
  docs: 'https://mailchimp.com/developer/marketing/api/',
};
