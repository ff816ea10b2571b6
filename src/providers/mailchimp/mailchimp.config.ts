import { providerConfig } from '../../config/provider.config.js';
import { count, list, orZero, text, url } from '../../config/variables.js';

export interface MailchimpSettings {
  clientId?: string;
  clientSecret?: string;
  webhookSecrets: readonly string[];
  /** Of Mailchimp Transactional, which signs with its own keys. */
  mandrillWebhookKeys: readonly string[];
  /** Without `/3.0`; `undefined`: the vendor's, in the account's data centre. */
  apiBaseUrl?: string;
  loginBaseUrl: string;
  /** Of one account. Mailchimp limits connections and no rate; this one bounds quick answers only. */
  ratePerSecond: number;
  /** Of one call. Mailchimp itself gives up after 120 s, and its answer says more than none. */
  timeoutMs: number;
  /** Of one account at a time; ten are allowed over all applications that its owner uses. */
  concurrentCalls: number;
  overlapSeconds: number;
  /** What was done with a mail to more people than this is listed at most once in `activityPatienceSeconds`. */
  activityRecipients: number;
  activityPatienceSeconds: number;
  /** How long it is remembered whether an audience asks new contacts by mail. */
  audienceSeconds: number;
  /** How long a request may still be applied after we have given it up. Mailchimp itself gives up after 120 s. */
  settleSeconds: number;
}

export const mailchimpConfig = providerConfig({
  name: 'mailchimp',
  variables: {
    MAILCHIMP_CLIENT_ID: text.optional(),
    MAILCHIMP_CLIENT_SECRET: text.optional(),
    MAILCHIMP_WEBHOOK_SECRET: list.default([]),
    MANDRILL_WEBHOOK_KEY: list.default([]),
    MAILCHIMP_API_BASE_URL: url.optional(),
    MAILCHIMP_LOGIN_BASE_URL: url.optional(),
    MAILCHIMP_RATE_PER_SECOND: count(50),
    MAILCHIMP_CONCURRENT_CALLS: count(5),
    MAILCHIMP_TIMEOUT_MS: count(125_000),
    MAILCHIMP_OVERLAP_SECONDS: orZero(120),
    MAILCHIMP_ACTIVITY_RECIPIENTS: count(20_000),
    MAILCHIMP_ACTIVITY_PATIENCE_SECONDS: orZero(21_600),
    MAILCHIMP_AUDIENCE_SECONDS: orZero(5),
    MAILCHIMP_SETTLE_SECONDS: orZero(90),
  },
  secrets: ['MAILCHIMP_CLIENT_SECRET', 'MAILCHIMP_WEBHOOK_SECRET', 'MANDRILL_WEBHOOK_KEY'],
  settings: (e): MailchimpSettings => ({
    clientId: e.MAILCHIMP_CLIENT_ID,
    clientSecret: e.MAILCHIMP_CLIENT_SECRET,
    webhookSecrets: e.MAILCHIMP_WEBHOOK_SECRET,
    mandrillWebhookKeys: e.MANDRILL_WEBHOOK_KEY,
    apiBaseUrl: e.MAILCHIMP_API_BASE_URL,
    loginBaseUrl: e.MAILCHIMP_LOGIN_BASE_URL ?? e.MAILCHIMP_API_BASE_URL ?? 'https://login.mailchimp.com',
    ratePerSecond: e.MAILCHIMP_RATE_PER_SECOND,
    timeoutMs: e.MAILCHIMP_TIMEOUT_MS,
    concurrentCalls: e.MAILCHIMP_CONCURRENT_CALLS,
    overlapSeconds: e.MAILCHIMP_OVERLAP_SECONDS,
    activityRecipients: e.MAILCHIMP_ACTIVITY_RECIPIENTS,
    activityPatienceSeconds: e.MAILCHIMP_ACTIVITY_PATIENCE_SECONDS,
    audienceSeconds: e.MAILCHIMP_AUDIENCE_SECONDS,
    settleSeconds: e.MAILCHIMP_SETTLE_SECONDS,
  }),
});
