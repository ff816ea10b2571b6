import type { Config } from '../../config/config.js';
import type { ProviderCalls } from '../calls/provider.calls.js';
import type { Connection } from '../connection.js';
import { platformWebhook, ProviderAdapter } from '../kit/provider.adapter.js';
import type { OAuthPort } from '../oauth.port.js';
import { accessOf, type StripeAccess } from './api/stripe.access.js';
import { StripeAccounts } from './oauth/stripe.accounts.js';
import { StripeClient } from './api/stripe.client.js';
import { StripePlatform } from './oauth/stripe.platform.js';
import { StripeOAuth } from './oauth/stripe.oauth.js';
import { normaliseStripe } from './shape/stripe.shapes.js';
import { STRIPE_STRIPPED } from './shape/stripe.stripped.js';
import { StripePush } from './push/stripe.push.js';
import { StripeChanges } from './streams/stripe.changes.js';
import { StripeCurrent } from './streams/stripe.current.js';
import { StripeEventRecords } from './streams/stripe.event-records.js';
import { StripeEvents } from './streams/stripe.events.js';
import { StripeInvoiceLinks } from './streams/stripe.invoice-links.js';
import { StripeList } from './streams/stripe.list.js';
import { StripeLists } from './streams/stripe.lists.js';
import { StripeNestedLists } from './streams/stripe.nested-lists.js';
import { StripePayoutEntries } from './streams/stripe.payout-entries.js';
import { StripeReader } from './streams/stripe.reader.js';
import { StripeRecent } from './streams/stripe.recent.js';
import type { StripeStream } from './streams/stripe.stream.js';
import { STRIPE_STREAMS } from './streams/stripe.streams.js';
import { stripeConfig } from './stripe.config.js';
import { STRIPE_DESCRIPTION } from './stripe.description.js';
import { StripeRegistrar } from './webhook/stripe.registrar.js';
import { StripeWebhook } from './webhook/stripe.webhook.js';

/** Stripe behind the port that all providers share: https://docs.stripe.com/api */
export default class StripeProvider extends ProviderAdapter<StripeAccess, StripeStream> {
  declare readonly oauth: OAuthPort;

  constructor(config: Config, calls: ProviderCalls) {
    const settings = stripeConfig.of(config);
    const { secretKey, webhookSecrets } = settings;
    const client = new StripeClient(settings, calls);
    const accounts = new StripeAccounts(client);
    const nested = new StripeNestedLists(client);
    const links = new StripeInvoiceLinks(client);
    const reader = new StripeReader(client, nested, links);
    const list = new StripeList(client, nested, links);
    const lists = new StripeLists(list, new StripePayoutEntries(client, list));
    const records = new StripeEventRecords(new StripeCurrent(list, reader), nested);
    const changes = new StripeChanges(new StripeEvents(client, records), lists, settings);
    const recent = new StripeRecent(lists, settings);
    const platform = new StripePlatform(accounts, secretKey);
    const access = (connection: Connection) => accessOf(connection, secretKey);
    super({
      description: STRIPE_DESCRIPTION,
      streams: STRIPE_STREAMS,
      accessOf: access,
      accounts,
      list: (walk) => lists.walk(walk),
      changes: (walk) => (walk.feed === null ? recent : changes).walk(walk),
      reader,
      normalise: normaliseStripe,
      stripped: STRIPE_STRIPPED,
      webhook: new StripeWebhook(config.limits),
      oauth: new StripeOAuth(settings, calls, accounts),
      registrar: new StripeRegistrar(client, access),
      push: new StripePush(settings, calls, client, access),
      platformWebhook: platformWebhook(webhookSecrets),
      platformAccount: (signal) => platform.account(signal),
    });
  }
}
