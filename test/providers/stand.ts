import { ControlClient } from '../../demo/clients/control.client.js';
import { loadConfig } from '../../src/config/config.js';
import { Metrics } from '../../src/observability/metrics.js';
import { ProviderCalls } from '../../src/providers/calls/provider.calls.js';
import { RateBudget } from '../../src/providers/calls/rate-budget.js';
import type { Connection } from '../../src/providers/connection.js';
import type { ProviderPort } from '../../src/providers/provider.port.js';
import { EdgeProxy } from '../support/edge.proxy.js';
import { patient } from '../support/patience.js';
import type { Subject, Vendor, VendorAccount } from './subject.js';

/** No test asks a vendor in vain for longer. */
const TIMEOUT_MS = String(patient(10_000));

/** A vendor, and its provider in this process, with a proxy between them. */
export class Stand {
  private constructor(
    readonly subject: Subject,
    private readonly vendor: Vendor,
    readonly edge: EdgeProxy,
    readonly control: ControlClient,
  ) {}

  static async open(subject: Subject): Promise<Stand> {
    const vendor = await subject.startVendor();
    const edge = await new EdgeProxy(vendor.url).listen();
    const control = new ControlClient(vendor.url, new AbortController().signal);
    await control.call('POST', '/limits', UNLIMITED);
    return new Stand(subject, vendor, edge, control);
  }

  async close(): Promise<void> {
    await this.edge.close();
    await this.vendor.stop();
  }

  /** A provider that knows nothing of what others have met. */
  port(env: Record<string, string> = {}): ProviderPort {
    const { provider: Provider, config: own, environment } = this.subject;
    const config = loadConfig(
      { PROVIDER_TIMEOUT_MS: TIMEOUT_MS, PROVIDER_CALL_TRIES: '2', ...environment(this.edge.url), ...env },
      [own],
    );
    return new Provider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
  }

  async account(seed: number, more: Record<string, unknown> = {}): Promise<VendorAccount> {
    const account = (await this.control.createAccount({ ...this.subject.account(), seed, ...more })) as VendorAccount;
    return {
      ...account,
      credentials: this.subject.located?.(account.credentials, this.edge.url) ?? account.credentials,
    };
  }

  connection({ id, credentials }: VendorAccount): Connection {
    return {
      tenantId: '00000000-0000-4000-8000-000000000001',
      integrationId: '00000000-0000-4000-8000-000000000002',
      externalAccountId: id,
      environment: 'sandbox',
      authMethod: 'key',
      credentials,
      settings: {},
      current: async () => credentials,
    };
  }

  secretsOf({ credentials }: VendorAccount): string[] {
    return this.subject.secrets.map((name) => credentials[name]!);
  }

  /** The vendor's clock, epoch seconds. */
  async now(): Promise<number> {
    return (await this.control.call<{ now: number }>('GET', '/health')).now;
  }

  /** Every object of a stream, as the vendor shows it. */
  async objects(account: VendorAccount, stream: string): Promise<Map<string, Record<string, unknown>>> {
    const objects = await this.control.objects(account.id, stream);
    return new Map(objects.map(({ id, object }) => [id, object]));
  }
}

/** No rate limits: a test measures no limiter but its own. */
const UNLIMITED = {
  globalPerSecond: null,
  endpointPerSecond: null,
  perSecond: null,
  perMinute: null,
  batchPerMinute: null,
  connections: null,
};
