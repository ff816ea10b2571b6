import { ControlClient } from '../../demo/clients/control.client.js';
import { startSandboxOf } from '../providers/subjects/sandbox.vendor.js';
import type { Vendor, VendorAccount } from '../providers/subject.js';

const COUNTS = { products: 3, accounts: 12, sales_receipts: 0, refund_receipts: 0, journal_entries: 0 };

/** Companies in a sandbox of QuickBooks that takes any number of requests. */
export class Companies {
  private constructor(
    private readonly vendor: Vendor,
    readonly control: ControlClient,
  ) {}

  static async start(): Promise<Companies> {
    const vendor = await startSandboxOf('quickbooks');
    const control = new ControlClient(vendor.url, new AbortController().signal);
    await control.call('POST', '/limits', { perMinute: null, perSecond: null });
    return new Companies(vendor, control);
  }

  get url(): string {
    return this.vendor.url;
  }

  /** A company without documents. It numbers none itself. */
  async open(settings: object = {}, { customers = 1 } = {}): Promise<VendorAccount> {
    const counts = { ...COUNTS, customers };
    const account = (await this.control.createAccount({ multicurrency: true, seed: 1, counts })) as VendorAccount;
    await this.control.call('POST', `/accounts/${account.id}/settings`, { customTxnNumbers: true, ...settings });
    return account;
  }

  async objects<T = Record<string, unknown>>({ id }: VendorAccount, stream: string): Promise<T[]> {
    return (await this.control.objects(id, stream)).map(({ object }) => object as T);
  }

  /** What a person does. @returns the object of which it is */
  async byHand(
    { id, credentials }: VendorAccount,
    path: string,
    body: object,
  ): Promise<{ Id: string; SyncToken: string }> {
    const response = await fetch(`${this.url}/v3/company/${id}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${credentials.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return Object.values((await response.json()) as Record<string, { Id: string; SyncToken: string }>)[0]!;
  }

  stop(): Promise<void> {
    return this.vendor.stop();
  }
}
