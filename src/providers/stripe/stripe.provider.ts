import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { ProviderCalls } from '../calls/provider.calls.js';
import { platformWebhook, ProviderAdapter } from '../kit/provider.adapter.js';
import type { OAuthPort } from '../oauth.port.js';
import { accessOf, type StripeAccess } from './api/stripe.access.js';
import { StripeAccounts } from './api/stripe.accounts.js';
import { StripeClient } from './api/stripe.client.js';
import { StripePlatform } from './api/stripe.platform.js';
import { StripeOAuth } from './oauth/stripe.oauth.js';
import { normaliseStripe } from './shape/stripe.shapes.js';
import { STRIPE_STRIPPED } from './shape/stripe.stripped.js';
import { StripeChanges } from './streams/stripe.changes.js';
import { StripeEvents } from './streams/stripe.events.js';
import { StripeList } from './streams/stripe.list.js';
import { StripeReader } from './streams/stripe.reader.js';
import { StripeRecent } from './streams/stripe.recent.js';
import { STRIPE_STREAMS, type StripeStream } from './streams/stripe.streams.js';
import { STRIPE_DESCRIPTION } from './stripe.description.js';
import { StripeRegistrar } from './webhook/stripe.registrar.js';
import { StripeWebhook } from './webhook/stripe.webhook.js';

/** Stripe behind the port that all providers share: https://docs.stripe.com/api */
@Injectable()
export class StripeProvider extends ProviderAdapter<StripeAccess, StripeStream> {
  declare readonly oauth: OAuthPort;

  constructor(@Inject(CONFIG) config: Config, calls: ProviderCalls) {
    const { secretKey, webhookSecrets } = config.stripe;
    const client = new StripeClient(config, calls);
    const accounts = new StripeAccounts(client);
    const reader = new StripeReader(client);
    const list = new StripeList(client);
    const changes = new StripeChanges(new StripeEvents(client, reader), list, config.limits);
    const recent = new StripeRecent(list, config.limits);
    const platform = new StripePlatform(accounts, secretKey);
    super({
      description: STRIPE_DESCRIPTION,
      streams: STRIPE_STREAMS,
      accessOf: (connection) => accessOf(connection, secretKey),
      accounts,
      list: (walk) => list.walk(walk),
      changes: (walk) => (walk.feed === null ? recent : changes).walk(walk),
      reader,
      normalise: normaliseStripe,
      stripped: STRIPE_STRIPPED,
      webhook: new StripeWebhook(config.limits),
      oauth: new StripeOAuth(config, calls, accounts),
      registrar: new StripeRegistrar(client, (connection) => accessOf(connection, secretKey)),
      platformWebhook: platformWebhook(webhookSecrets),
      platformAccount: (signal) => platform.account(signal),
    });
  }
}
