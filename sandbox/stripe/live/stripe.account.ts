import { plannedContent, type ContentSpec } from '../../common/account.content.js';
import { hashText } from '../../common/seeded.random.js';
import { Dataset } from '../dataset/dataset.js';
import { streamCounts, type StreamCounts } from '../dataset/stream.counts.js';
import { STREAMS, type StreamName, type StripeObject } from '../stripe.stream.js';
import { USUAL_SETTINGS, type AccountSettings } from './account.settings.js';
import { EventLog } from './event.log.js';
import { LookupKeys } from './lookup.keys.js';
import { datasetSource } from './object.source.js';
import { knownVersion, NEWEST } from './api.versions.js';
import { DERIVED_STREAMS, derivedObjects, type DerivedName } from './derived.streams.js';
import { StreamStore } from './stream.store.js';

export interface AccountSpec extends ContentSpec<StreamCounts> {
  secretKey?: string;
  /** That its events are rendered in; absent: the newest. */
  apiVersion?: string;
}

export class StripeAccount {
  readonly data: Dataset;
  readonly events: EventLog;
  readonly settings: AccountSettings = { ...USUAL_SETTINGS };
  readonly lookupKeys: LookupKeys;
  readonly apiVersion: string;
  private readonly stores: Record<StreamName, StreamStore<StripeObject>>;

  constructor(
    readonly id: string,
    readonly secretKey: string,
    spec: AccountSpec,
    now: number,
  ) {
    const { counts, createdFrom, createdTo } = plannedContent(spec, now, streamCounts);
    this.data = new Dataset(id, spec.seed ?? hashText(id), counts, createdFrom, createdTo);
    this.events = new EventLog(id);
    this.apiVersion = knownVersion(spec.apiVersion ?? NEWEST);
    const pairs = STREAMS.map((stream) => [stream, new StreamStore(datasetSource(this.data, stream))]);
    this.stores = Object.fromEntries(pairs) as Record<StreamName, StreamStore<StripeObject>>;
    this.lookupKeys = new LookupKeys(this.stores.prices);
  }

  store(stream: StreamName): StreamStore<StripeObject> {
    return this.stores[stream];
  }

  /** The invoice that a payment settles. Of what was created later it is not known. */
  invoiceOf(payment: string): string | null {
    const index = this.data.indexOf('payments', payment);
    if (index === undefined || index >= this.data.counts.payments) return null;
    const [first, end] = this.data.children('invoice_payments', 'payments', index);
    for (let link = first; link < end; link += 1) {
      const object = this.stores.invoice_payments.at(link);
      const paid = object?.payment as { payment_intent?: string } | undefined;
      if (paid?.payment_intent === payment) return String(object!.invoice);
    }
    return null;
  }

  counts(): StreamCounts & Record<DerivedName, number> {
    const kept = STREAMS.map((stream) => [stream, this.stores[stream].liveCount]);
    const derived = DERIVED_STREAMS.map((stream) => [stream, [...derivedObjects(this, stream)].length]);
    return Object.fromEntries([...kept, ...derived]) as StreamCounts & Record<DerivedName, number>;
  }

  /** The account as Stripe describes it to its own key. */
  describe(): StripeObject {
    return {
      id: this.id,
      object: 'account',
      business_profile: {
        mcc: '5734',
        minority_owned_business_designation: null,
        name: 'Sandbox Shop',
        specified_commercial_transactions_act_url: null,
        support_address: null,
        support_email: 'help@example.com',
        support_phone: null,
        support_url: null,
        url: 'https://shop.example.com',
      },
      business_type: 'company',
      capabilities: { card_payments: 'active', transfers: 'active' },
      charges_enabled: true,
      controller: { type: 'account' },
      country: 'US',
      created: this.data.createdFrom,
      default_currency: 'usd',
      details_submitted: true,
      email: `owner+${this.id.slice(-6)}@example.com`,
      external_accounts: {
        object: 'list',
        data: [],
        has_more: false,
        total_count: 0,
        url: `/v1/accounts/${this.id}/external_accounts`,
      },
      metadata: {},
      payouts_enabled: true,
      settings: { dashboard: { display_name: 'Sandbox Shop', timezone: 'Etc/UTC' } },
      type: 'standard',
    };
  }

  createdOf(stream: StreamName): (object: StripeObject) => number {
    if (stream === 'invoice_items') return (item) => item.date as number;
    if (stream !== 'payment_links') return (object) => object.created as number;
    const links = this.stores.payment_links;
    return (link) => links.created(links.indexOf(link.id)!);
  }
}
