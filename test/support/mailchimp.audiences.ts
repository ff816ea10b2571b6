import type { DataSource } from 'typeorm';
import { ControlClient } from '../../demo/clients/control.client.js';
import { loadConfig, type Config } from '../../src/config/config.js';
import { Metrics } from '../../src/observability/metrics.js';
import { VendorModel } from '../../src/outbound/testing/vendor.model.js';
import { ProviderCalls } from '../../src/providers/calls/provider.calls.js';
import { RateBudget } from '../../src/providers/calls/rate-budget.js';
import { mailchimpConfig } from '../../src/providers/mailchimp/mailchimp.config.js';
import MailchimpProvider from '../../src/providers/mailchimp/mailchimp.provider.js';
import { subscriberHash } from '../../src/providers/mailchimp/shape/mailchimp.contact-key.js';
import type { PushPort } from '../../src/providers/push.port.js';
import { startSandboxOf } from '../providers/subjects/sandbox.vendor.js';
import type { Vendor, VendorAccount } from '../providers/subject.js';
import { OutboundHub } from './outbound.hub.js';

interface Account extends VendorAccount {
  /** Ids of the audiences. */
  lists: string[];
}

interface Member {
  status: string;
  contact_id: string;
  tags: { name: string }[];
  merge_fields: { FNAME: string };
}

/** Outcomes that are not known are looked at again after a second. */
const IMPATIENT = {
  ROLES: 'worker',
  OUTBOUND_WRITE_TIMEOUT_SECONDS: '1',
  MAILCHIMP_SETTLE_SECONDS: '1',
  MAILCHIMP_RATE_PER_SECOND: '1000',
  OUTBOUND_STEP_ITEMS: '2',
};

/** The audiences of an account in a sandbox of Mailchimp, and a hub that adds people to them. */
export class Audiences {
  private constructor(
    private readonly vendor: Vendor,
    readonly control: ControlClient,
    readonly account: Account,
    readonly hub: OutboundHub,
    readonly config: Config,
  ) {}

  /** @param wrap what becomes of the push port; absent: it stays as it is */
  static async start(source: DataSource, wrap = (push: PushPort) => push): Promise<Audiences> {
    const vendor = await startSandboxOf('mailchimp');
    const control = new ControlClient(vendor.url, new AbortController().signal);
    const account = (await control.createAccount({ scale: 20, seed: 1, counts: { contacts: 40 } })) as Account;
    const config = loadConfig({ ...IMPATIENT, MAILCHIMP_API_BASE_URL: vendor.url }, [mailchimpConfig]);
    const { push } = new MailchimpProvider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
    const model = new VendorModel({ keyLifetimeMs: 0, lateMs: 0, indexLagMs: 0 });
    const hub = new OutboundHub(source, config, model, { push: wrap(push), credentials: account.credentials });
    return new Audiences(vendor, control, account, hub, config);
  }

  get url(): string {
    return this.vendor.url;
  }

  /** Connects one of the audiences. @returns the id of the integration */
  connect(
    tenantId: string,
    { list = 0, ...over }: { list?: number; venueId?: string; externalAccountId?: string } = {},
  ) {
    return this.hub.connect(tenantId, { settings: { audienceId: this.account.lists[list] }, ...over });
  }

  async member(email: string, list = 0): Promise<Member | undefined> {
    const id = `${this.account.lists[list]}:${subscriberHash(email)}`;
    const found = (await this.control.objects(this.account.id, 'contacts')).find((object) => object.id === id);
    return found?.object as Member | undefined;
  }

  /** What a person does at Mailchimp itself. */
  person(email: string, does: string): Promise<unknown> {
    const { id, lists } = this.account;
    return this.control.call('POST', `/accounts/${id}/person`, { email, does, listId: lists[0] });
  }

  async stop(): Promise<void> {
    await this.hub.stop();
    await this.vendor.stop();
  }
}
