import { base62Word } from '../common/base62.codec.js';
import { ConcurrencyLimiter } from '../common/concurrency.limiter.js';
import { RateLimiter } from '../common/rate.limiter.js';
import { SandboxWorld } from '../common/sandbox.world.js';
import { hashText } from '../common/seeded.random.js';
import { ChangeJournal } from './live/change.journal.js';
import { SquareAccount, type AccountSpec } from './live/square.account.js';
import { SquareApplication } from './oauth/square.application.js';
import { TokenStore, type AccessToken } from './oauth/token.store.js';
import { SquareWebhooks } from './webhooks/square.webhooks.js';

/** Everything the Square sandbox knows, shared by its API and by its control calls. */
export class SquareWorld extends SandboxWorld<SquareAccount> {
  readonly limiter = new RateLimiter({ globalPerSecond: 30, endpointPerSecond: null });
  /** How many changes to a merchant's catalogue may be under way; others are refused like what comes too fast. */
  readonly catalogWrites = new ConcurrencyLimiter({ connections: 1 });
  /** How long such a change takes. */
  catalogWriteMs = 20;
  readonly application = new SquareApplication();
  readonly tokens = new TokenStore();
  readonly webhooks = new SquareWebhooks(this.clock);
  /** Whether the Events API keeps what happens. */
  eventsEnabled = true;
  /** Requests that named another merchant's property than their token's. */
  mismatches = 0;
  readonly journal = new ChangeJournal(
    this.clock,
    {
      isSearchable: () => this.eventsEnabled,
      isGranted: (account) => this.application.connected.has(account.id),
      apiVersion: () => this.application.apiVersion,
    },
    (account, event) => this.webhooks.publish(account, event),
  );
  private created = 0;

  createAccount(spec: AccountSpec): { account: SquareAccount; token: AccessToken } {
    this.created += 1;
    const salt = hashText(`merchant ${spec.seed ?? this.created}`);
    const id = spec.id ?? `M${base62Word(salt, this.created, 1, 12).toUpperCase()}`;
    const account = new SquareAccount(id, spec, () => this.clock.milliseconds());
    this.tokens.forget(id);
    this.idempotency.forget(id);
    this.writes.clear(id);
    this.application.connected.delete(id);
    this.accounts.delete(id);
    this.accounts.set(id, account);
    const value = spec.accessToken === undefined ? {} : { value: spec.accessToken };
    return { account, token: this.putToken(id, value) };
  }

  /** A personal access token, or one that may do no more than the given scopes. */
  putToken(account: string, more: { value?: string; scopes?: readonly string[] } = {}): AccessToken {
    const { scopes, ...rest } = more;
    return this.tokens.putAccess({
      ...rest,
      account,
      scopes: scopes ? new Set(scopes) : null,
      expiresAt: null,
      byOAuth: false,
    });
  }
}
