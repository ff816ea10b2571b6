import { describedStreams } from '../kit/described.streams.js';
import type { ProviderDescription } from '../provider.port.js';
import { MAILCHIMP_STREAMS } from './streams/mailchimp.streams.js';

export function describeMailchimp(offersOAuth: boolean): ProviderDescription {
  return {
    name: 'mailchimp',
    title: 'Mailchimp',
    streams: describedStreams(MAILCHIMP_STREAMS),
    auth: offersOAuth ? ['key', 'oauth'] : ['key'],
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
}
