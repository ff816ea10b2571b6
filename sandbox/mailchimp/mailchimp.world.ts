import { ConcurrencyLimiter } from '../common/concurrency.limiter.js';
import { FaultRegistry } from '../common/fault.registry.js';
import { LatencyRules } from '../common/latency.rules.js';
import { RequestCounter } from '../common/request.counter.js';
import { SandboxClock } from '../common/sandbox.clock.js';
import { hashText, mix32 } from '../common/seeded.random.js';
import { ChangeJournal } from './live/change.journal.js';
import { MailchimpAccount, type AccountSpec } from './live/mailchimp.account.js';
import { AuthorizedApp } from './oauth/authorized.app.js';
import { MailchimpWebhooks } from './webhooks/mailchimp.webhooks.js';

/** Everything the Mailchimp sandbox knows, shared by its API and by its control calls. */
export class MailchimpWorld {
  readonly clock = new SandboxClock();
  readonly faults = new FaultRegistry();
  readonly latency = new LatencyRules();
  readonly connections = new ConcurrencyLimiter({ connections: 10 });
  readonly counter = new RequestCounter();
  readonly webhooks = new MailchimpWebhooks();
  readonly app = new AuthorizedApp();
  readonly journal = new ChangeJournal(this.clock, (account, listId, event, source) =>
    this.webhooks.publish(account.id, listId, event, source),
  );
  readonly accounts = new Map<string, MailchimpAccount>();
  /** Accounts whose keys and tokens are refused for now. */
  readonly revoked = new Set<string>();
  /** Requests for an audience, campaign or store that belongs to another account than the key. */
  mismatches = 0;
  /** Where this sandbox listens; known once it does. */
  baseUrl = '';
  private readonly keys = new Map<string, string>();
  private created = 0;

  createAccount(spec: AccountSpec): MailchimpAccount {
    this.created += 1;
    const salt = hashText(`account ${spec.seed ?? this.created}`);
    const id = spec.id ?? hexWord(salt, this.created, 25);
    const apiKey = spec.apiKey ?? `${hexWord(salt, this.created + 1_000_000, 32)}-us19`;
    const account = new MailchimpAccount(id, apiKey, spec, this.clock.now());
    this.accounts.delete(id);
    this.revoked.delete(id);
    this.accounts.set(id, account);
    for (const [key, owner] of this.keys) if (owner === id) this.keys.delete(key);
    this.keys.set(withoutDataCentre(apiKey), id);
    return account;
  }

  /** The account behind an API key or an access token. Any data centre will do. */
  accountOf(credential: string): MailchimpAccount | undefined {
    const owner = this.app.ownerOf(credential) ?? this.keys.get(withoutDataCentre(credential));
    return owner === undefined || this.revoked.has(owner) ? undefined : this.accounts.get(owner);
  }

  close(): void {
    this.webhooks.close();
  }
}

const withoutDataCentre = (key: string): string => key.replace(/-[a-z]+\d+$/, '');

function hexWord(salt: number, index: number, length: number): string {
  const parts = Array.from({ length: Math.ceil(length / 8) }, (_, part) => mix32(salt, index, part));
  return parts
    .map((part) => part.toString(16).padStart(8, '0'))
    .join('')
    .slice(0, length);
}
