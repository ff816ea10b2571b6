import { ConcurrencyLimiter } from '../common/concurrency.limiter.js';
import { RateLimiter } from '../common/rate.limiter.js';
import { SandboxWorld } from '../common/sandbox.world.js';
import { hashText, mix32 } from '../common/seeded.random.js';
import { ChangeJournal } from './live/change.journal.js';
import { usualHabits } from './live/member.habits.js';
import { TagQueue } from './live/tag.queue.js';
import { MailchimpAccount, type AccountSpec } from './live/mailchimp.account.js';
import { ReadRaces } from './live/read.races.js';
import { AuthorizedApp } from './oauth/authorized.app.js';
import { MailchimpWebhooks } from './webhooks/mailchimp.webhooks.js';

/** Everything the Mailchimp sandbox knows, shared by its API and by its control calls. */
export class MailchimpWorld extends SandboxWorld<MailchimpAccount> {
  readonly connections = new ConcurrencyLimiter({ connections: 10 });
  /** Of so many requests a second that a throttle in front of the API refuses them; none is usual. */
  readonly throttle = new RateLimiter({ globalPerSecond: null, endpointPerSecond: null });
  readonly webhooks = new MailchimpWebhooks();
  readonly app = new AuthorizedApp();
  readonly journal = new ChangeJournal(this.clock, (account, listId, event, source) =>
    this.webhooks.publish(account.id, listId, event, source),
  );
  readonly races = new ReadRaces();
  readonly habits = usualHabits();
  readonly tagging = new TagQueue(this.journal, this.clock, this.habits);
  /** Accounts whose keys and tokens are refused for now. */
  readonly revoked = new Set<string>();
  /** A page with more members than this takes too long. */
  mostMembers = Number.POSITIVE_INFINITY;
  /** Requests for an audience, campaign or store that belongs to another account than the key. */
  mismatches = 0;
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
    this.writes.clear(id);
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
}

const withoutDataCentre = (key: string): string => key.replace(/-[a-z]+\d+$/, '');

function hexWord(salt: number, index: number, length: number): string {
  const parts = Array.from({ length: Math.ceil(length / 8) }, (_, part) => mix32(salt, index, part));
  return parts
    .map((part) => part.toString(16).padStart(8, '0'))
    .join('')
    .slice(0, length);
}
