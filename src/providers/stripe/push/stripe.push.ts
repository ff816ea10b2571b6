import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { CallContext, Connection } from '../../connection.js';
import type {
  BuiltRequest,
  Choice,
  Desired,
  Found,
  KnownObject,
  Lookup,
  PushedAccount,
  PushedItem,
  PushIntent,
  PushOutcome,
  PushPort,
  PushTarget,
  StoredRequest,
  TargetKey,
} from '../../push.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import type { StripeSettings } from '../stripe.config.js';
import { StripeCustomerLookup } from './stripe.customer-lookup.js';
import { CUSTOMER, draftCustomer, planCustomer } from './stripe.customer.push.js';
import { draftPrice, planPrices, PRICE } from './stripe.price.push.js';
import { draftProduct, planProduct, PRODUCT } from './stripe.product.push.js';
import { StripePushCapture } from './stripe.push-capture.js';
import type { Draft } from './stripe.push-draft.js';
import { StripePushLists } from './stripe.push-lists.js';
import { StripePushLookup } from './stripe.push-lookup.js';
import { StripePushReader } from './stripe.push-reader.js';
import { choicesOf, STRIPE_PUSH_RULES } from './stripe.push-rules.js';
import { StripePushSender } from './stripe.push-sender.js';
import { stripePushTargets } from './stripe.push-targets.js';
import { dashboardUrl } from './stripe.push-urls.js';

/** Contacts become customers, events become products, and their ticket types become prices. */
export class StripePush implements PushPort {
  readonly targets: readonly PushTarget[];
  readonly rules = STRIPE_PUSH_RULES;
  private readonly capture: StripePushCapture;
  private readonly sender: StripePushSender;
  private readonly reader: StripePushReader;
  private readonly lookup: StripePushLookup;

  constructor(
    private readonly settings: StripeSettings,
    calls: ProviderCalls,
    client: StripeClient,
    private readonly accessOf: (connection: Connection) => StripeAccess,
  ) {
    this.targets = stripePushTargets(settings);
    this.capture = new StripePushCapture(settings.apiBaseUrl);
    this.sender = new StripePushSender(settings, calls);
    this.reader = new StripePushReader(client);
    const lists = new StripePushLists(client, settings.lookupPages);
    this.lookup = new StripePushLookup(lists, new StripeCustomerLookup(lists), this.reader);
  }

  plan(item: PushedItem): readonly Desired[] {
    return [...planCustomer(item), ...planProduct(item), ...planPrices(item)];
  }

  async build(intent: PushIntent, known: KnownObject | null, key: string): Promise<BuiltRequest> {
    const draft = this.draft(intent, known);
    if (draft.kind !== 'call') return draft;
    return { kind: 'request', request: await this.capture.requestOf(draft, key) };
  }

  /** The key is among the stored headers. */
  async send(
    connection: Connection,
    _target: string,
    request: StoredRequest,
    _key: string,
    { signal }: CallContext,
  ): Promise<PushOutcome> {
    return this.sender.send(this.accessOf(connection), request, signal);
  }

  async find(
    connection: Connection,
    target: string,
    lookups: readonly Lookup[],
    { signal }: CallContext,
  ): Promise<ReadonlyMap<string, Found>> {
    return this.lookup.find(this.accessOf(connection), target, lookups, signal);
  }

  async adoptable(connection: Connection, intent: PushIntent, { signal }: CallContext): Promise<Found> {
    return this.lookup.adoptable(this.accessOf(connection), intent, signal);
  }

  async read(
    connection: Connection,
    { target }: TargetKey,
    externalId: string | null,
    { signal }: CallContext,
  ): Promise<KnownObject | null> {
    return externalId === null ? null : this.reader.read(this.accessOf(connection), target, externalId, signal);
  }

  urlOf(account: PushedAccount, target: string, externalId: string): string | null {
    return dashboardUrl(account, target, externalId);
  }

  /** The account has nothing to choose from: all options have fixed values. */
  async choices(_connection: Connection, rule: string, option: string): Promise<readonly Choice[]> {
    return choicesOf(rule, option);
  }

  private draft(intent: PushIntent, known: KnownObject | null): Draft {
    switch (intent.target) {
      case CUSTOMER:
        return draftCustomer(intent, known);
      case PRODUCT:
        return draftProduct(intent, known);
      case PRICE:
        return draftPrice(intent, known, this.settings.mostUnitAmount);
      default:
        throw new Error(`Nothing is pushed to Stripe as "${intent.target}"`);
    }
  }
}
