import type { ControlClient, SandboxAccount } from '../../demo/clients/control.client.js';
import type { Config } from '../../src/config/config.js';
import type { ProviderConfig } from '../../src/config/provider.config.js';
import type { ProviderCalls } from '../../src/providers/calls/provider.calls.js';
import type { ProviderPort } from '../../src/providers/provider.port.js';

/** A stand-in for the vendor, with the control calls of sandbox/README.md. */
export interface Vendor {
  url: string;
  stop(): Promise<void>;
}

export interface VendorAccount extends SandboxAccount {
  /** As `POST /integrations` takes them. */
  credentials: Record<string, string>;
}

/** One provider under the contract: what has to be known of it beside its port. */
export interface Subject {
  name: string;
  /** Whose file in sandbox/schemas/ says what may be asked; a vendor that does not exist has none. */
  specification?: string;
  /** The class under test. */
  provider: { new (config: Config, calls: ProviderCalls): ProviderPort; prototype: object };
  config: ProviderConfig;
  startVendor(): Promise<Vendor>;
  /** How the service is told of the vendor at `url`, its rate limits off. */
  environment(url: string): Record<string, string>;
  /** What `POST /_control/accounts` makes an account of, beside its seed. */
  account(): Record<string, unknown>;
  /** For vendors that tell their host with the credentials: has them name the host at `url`. */
  located?(credentials: Record<string, string>, url: string): Record<string, string>;
  /** The credentials that nobody else may see. */
  secrets: readonly string[];
  /** A stream with a list of three pages or more, and how the paths of its requests begin. */
  probe: { stream: string; path(account: VendorAccount): string };
  /** Streams whose objects the vendor shows in lists alone. */
  listedOnly?: readonly string[];
  /** Streams whose amounts the vendor shows without a currency. */
  ofNoCurrency?: readonly string[];
  /** What comes from somebody in between, and yet looks as the vendor's own: names of errors.contract.ts. */
  takenForGood?: readonly string[];
  /** An error as the vendor words it. */
  failure(status: number, message: string): string;
  /** Has the platform's events delivered to `url`; absent: there are only endpoints that the registrar sets up. */
  subscribe?(control: ControlClient, account: VendorAccount, url: string): Promise<void>;
  /** Bodies of well-formed events of a kind that nobody knows. */
  unknownEvents: readonly string[];
}
