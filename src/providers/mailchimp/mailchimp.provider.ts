import type { Config } from '../../config/config.js';
import type { ProviderCalls } from '../calls/provider.calls.js';
import { ProviderAdapter } from '../kit/provider.adapter.js';
import type { Connection } from '../connection.js';
import type { PlatformWebhook } from '../webhook.port.js';
import { accessOf, type MailchimpAccess } from './api/mailchimp.access.js';
import { MailchimpAccounts } from './oauth/mailchimp.accounts.js';
import { MailchimpClient } from './api/mailchimp.client.js';
import { MailchimpParents } from './streams/mailchimp.parents.js';
import { mailchimpConfig } from './mailchimp.config.js';
import { MAILCHIMP_DESCRIPTION } from './mailchimp.description.js';
import { MailchimpOAuth } from './oauth/mailchimp.oauth.js';
import { MailchimpConsentNews } from './push/mailchimp.consent-news.js';
import { MailchimpPush } from './push/mailchimp.push.js';
import { normaliseMailchimp } from './shape/mailchimp.shapes.js';
import { MAILCHIMP_STRIPPED } from './shape/mailchimp.stripped.js';
import { MailchimpChanges } from './streams/mailchimp.changes.js';
import { MailchimpList } from './streams/mailchimp.list.js';
import { MailchimpPlans } from './streams/mailchimp.plans.js';
import { MailchimpPager } from './streams/mailchimp.pager.js';
import { MailchimpReader } from './streams/mailchimp.reader.js';
import type { MailchimpStream } from './streams/mailchimp.stream.js';
import { MAILCHIMP_STREAMS } from './streams/mailchimp.streams.js';
import { MailchimpTags } from './streams/mailchimp.tags.js';
import { MailchimpRegistrar } from './webhook/mailchimp.registrar.js';
import { isFromMandrill, MailchimpWebhook } from './webhook/mailchimp.webhook.js';

/** Mailchimp Marketing behind the port that all providers share: https://mailchimp.com/developer/marketing/api/ */
export default class MailchimpProvider extends ProviderAdapter<MailchimpAccess, MailchimpStream> {
  declare readonly oauth: MailchimpOAuth;
  declare readonly registrar: MailchimpRegistrar;
  declare readonly push: MailchimpPush;
  declare readonly consents: MailchimpConsentNews;

  constructor(config: Config, calls: ProviderCalls) {
    const settings = mailchimpConfig.of(config);
    const { apiBaseUrl, webhookSecrets, mandrillWebhookKeys } = settings;
    const client = new MailchimpClient(settings, calls);
    const pager = new MailchimpPager(client);
    const parents = new MailchimpParents(pager);
    const accounts = new MailchimpAccounts(client, parents, apiBaseUrl);
    const tags = new MailchimpTags(client, settings.concurrentCalls);
    const plans = new MailchimpPlans(settings);
    const list = new MailchimpList(pager, parents, tags, plans);
    const changes = new MailchimpChanges(list, plans);
    const reader = new MailchimpReader(client, parents, tags);
    const accountOf = (connection: Connection) => accessOf(connection, apiBaseUrl);
    super({
      description: MAILCHIMP_DESCRIPTION,
      streams: MAILCHIMP_STREAMS,
      accessOf: accountOf,
      accounts,
      list: (walk) => list.walk(walk),
      changes: (walk) => changes.walk(walk),
      reader,
      normalise: normaliseMailchimp,
      stripped: MAILCHIMP_STRIPPED,
      webhook: new MailchimpWebhook(config.limits),
      oauth: new MailchimpOAuth(settings, calls, accounts),
      registrar: new MailchimpRegistrar(client, parents, accountOf),
      push: new MailchimpPush({ settings, calls, client, tags, reader, accessOf: accountOf }),
      consents: new MailchimpConsentNews(config.limits),
      platformWebhook: bothProducts(webhookSecrets, mandrillWebhookKeys),
    });
  }
}

/** One platform webhook receives the deliveries of both products. Each product signs with different keys. */
function bothProducts(secrets: readonly string[], mandrillKeys: readonly string[]): PlatformWebhook | undefined {
  if (secrets.length === 0 && mandrillKeys.length === 0) return undefined;
  return { secrets: (delivery) => (isFromMandrill(delivery) ? mandrillKeys : secrets) };
}
