import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { Connection } from '../../connection.js';
import { PushAdapter, type Builder } from '../../kit/push/push.adapter.js';
import type { Desired, KnownObject, PushedAccount, PushedItem, PushIntent } from '../../push.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import type { StripeSettings } from '../stripe.config.js';
import { StripeCustomerLookup } from './stripe.customer-lookup.js';
import { draftCustomer, planCustomer } from './stripe.customer.push.js';
import { draftPrice, planPrices } from './stripe.price.push.js';
import { draftProduct, planProduct } from './stripe.product.push.js';
import { StripePushRequests } from './stripe.push-requests.js';
import type { Draft } from './stripe.push-draft.js';
import { StripePushLists } from './stripe.push-lists.js';
import { StripePushLookup } from './stripe.push-lookup.js';
import { StripePushReader } from './stripe.push-reader.js';
import { choicesOf, STRIPE_PUSH_RULES } from './stripe.push-rules.js';
import { StripePushSender } from './stripe.push-sender.js';
import { stripePushTargets, type StripeTargetName } from './stripe.push-targets.js';
import { dashboardUrl } from './stripe.push-urls.js';

/** Contacts become customers, events become products, and their ticket types become prices. */
export class StripePush extends PushAdapter<StripeAccess, StripeTargetName> {
  constructor(
    settings: StripeSettings,
    calls: ProviderCalls,
    client: StripeClient,
    accessOf: (connection: Connection) => StripeAccess,
  ) {
    const requests = new StripePushRequests(settings.apiBaseUrl);
    const lists = new StripePushLists(client, settings.lookupPages);
    const built =
      (draft: (intent: PushIntent, known: KnownObject | null) => Draft): Builder =>
      async (intent, known, key) => {
        const drafted = draft(intent, known);
        if (drafted.kind !== 'call') return drafted;
        return { kind: 'request', request: await requests.build(drafted, key) };
      };
    super({
      targets: stripePushTargets(settings),
      rules: STRIPE_PUSH_RULES,
      accessOf,
      builders: {
        customer: built(draftCustomer),
        product: built(draftProduct),
        price: built((intent, known) => draftPrice(intent, known, settings.mostUnitAmount)),
      },
      lookup: new StripePushLookup(lists, new StripeCustomerLookup(lists), new StripePushReader(client)),
      sender: new StripePushSender(settings, calls),
      choices: async (_access, rule, option) => choicesOf(rule, option),
    });
  }

  plan(item: PushedItem): readonly Desired[] {
    return [...planCustomer(item), ...planProduct(item), ...planPrices(item)];
  }

  urlOf(account: PushedAccount, target: string, externalId: string): string | null {
    return dashboardUrl(account, target, externalId);
  }
}
