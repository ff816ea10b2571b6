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
  changesReachSeconds: null,
  aliasStream: 'audiences',
  docs: 'https://mailchimp.com/developer/marketing/api/',
};
