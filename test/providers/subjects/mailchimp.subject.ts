import { mailchimpDemo } from '../../../demo/providers/mailchimp.demo.js';
import { mailchimpConfig } from '../../../src/providers/mailchimp/mailchimp.config.js';
import MailchimpProvider from '../../../src/providers/mailchimp/mailchimp.provider.js';
import type { Subject } from '../subject.js';
import { startSandboxOf } from './sandbox.vendor.js';

export const mailchimpSubject: Subject = {
  name: 'mailchimp',
  specification: 'mailchimp',
  provider: MailchimpProvider,
  config: mailchimpConfig,
  startVendor: () => startSandboxOf('mailchimp'),
  environment: (url) => ({ ...mailchimpDemo.serviceEnv(url), MAILCHIMP_RATE_PER_SECOND: '100000' }),
  // Pages are of a thousand, of each audience.
  account: () => ({
    ...mailchimpDemo.account(),
    scale: 300,
    counts: { contacts: 4_000 },
  }),
  secrets: ['apiKey'],
  probe: {
    stream: 'contacts',
    path: (account) => `/3.0/lists/${(account as { lists?: string[] }).lists?.[0]}/members`,
  },
  failure: (status, detail) =>
    JSON.stringify({ type: 'about:blank', title: 'Some Problem', status, detail, instance: '' }),
  unknownEvents: ['type=wormhole&fired_at=2026-01-01+00%3A00%3A00&data%5Bid%5D=w1&data%5Blist_id%5D=l1'],
};
