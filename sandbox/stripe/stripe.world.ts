import { base62Word } from '../common/base62.codec.js';
import { RateLimiter } from '../common/rate.limiter.js';
import { SandboxWorld } from '../common/sandbox.world.js';
import { hashText } from '../common/seeded.random.js';
import { ConnectPlatform } from './connect/connect.platform.js';
import { ChangeJournal } from './live/change.journal.js';
import { StripeAccount, type AccountSpec } from './live/stripe.account.js';
import type { StreamName } from './stripe.stream.js';
import { StripeWebhooks } from './webhooks/stripe.webhooks.js';

interface ApiKey {
  key: string;
  account: string;
  denied: ReadonlySet<StreamName>;
  revoked: boolean;
}

/** Everything the Stripe sandbox knows, shared by its API and by its control calls. */
export class StripeWorld extends SandboxWorld<StripeAccount> {
  readonly limiter = new RateLimiter({ globalPerSecond: 100, endpointPerSecond: 25 });
  readonly platform = new ConnectPlatform();
  readonly webhooks = new StripeWebhooks(this.clock, this.platform);
  readonly journal = new ChangeJournal(this.clock, (account, event) => this.webhooks.publish(account, event));
  readonly keys = new Map<string, ApiKey>();
  private created = 0;

  createAccount(spec: AccountSpec): StripeAccount {
    this.created += 1;
    const salt = hashText(`account ${spec.seed ?? this.created}`);
    const id = spec.id ?? `acct_1${base62Word(salt, this.created, 1, 15)}`;
    const secretKey = spec.secretKey ?? `sk_test_51${base62Word(salt, this.created, 2, 40)}`;
    const account = new StripeAccount(id, secretKey, spec, this.clock.now());
    for (const [key, entry] of this.keys) if (entry.account === id) this.keys.delete(key);
    this.accounts.set(id, account);
    this.putKey(secretKey, id);
    return account;
  }

  putKey(key: string, account: string, denied: readonly StreamName[] = [], revoked = false): ApiKey {
    const entry: ApiKey = { key, account, denied: new Set(denied), revoked };
    this.keys.set(key, entry);
    return entry;
  }

  newKey(prefix: string): string {
    this.created += 1;
    return `${prefix}51${base62Word(hashText(prefix), this.created, 3, 40)}`;
  }

  /** The platform's own account, made on first use: empty unless it was created with content before. */
  platformAccount(): StripeAccount {
    return (
      this.accounts.get(this.platform.account) ??
      this.createAccount({ id: this.platform.account, secretKey: this.platform.secretKey, counts: {} })
    );
  }
}
