import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { CallContext, Connection } from '../../connection.js';
import { PushAdapter } from '../../kit/push/push.adapter.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import { RefusedValues } from '../../kit/push/refused.values.js';
import type { AccountFacts, KnownObject, PushIntent, TargetKey } from '../../push.port.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import type { MailchimpClient } from '../api/mailchimp.client.js';
import type { MailchimpSettings } from '../mailchimp.config.js';
import type { MailchimpReader } from '../streams/mailchimp.reader.js';
import type { MailchimpTags } from '../streams/mailchimp.tags.js';
import { consentOf, isDeleted } from './mailchimp.contact.js';
import { MemberBuilder, mergesOf } from './mailchimp.member.push.js';
import { MailchimpPushLookup } from './mailchimp.push-lookup.js';
import { MailchimpPushRequests, scopeOf } from './mailchimp.push-requests.js';
import { audienceOf, MAILCHIMP_PUSH_RULES, memberRulesOf } from './mailchimp.push-rules.js';
import { MailchimpPushSender } from './mailchimp.push-sender.js';
import { mailchimpPushTargets, planForMailchimp, type MailchimpTargetName } from './mailchimp.push-targets.js';
import { TagsBuilder } from './mailchimp.tags.push.js';
import { VacatedBuilder } from './mailchimp.vacated.push.js';

interface Parts {
  settings: MailchimpSettings;
  calls: ProviderCalls;
  client: MailchimpClient;
  tags: MailchimpTags;
  reader: MailchimpReader;
  accessOf(connection: Connection): MailchimpAccess;
}

/** Contacts become members of an audience, and tickets their tags. */
export class MailchimpPush extends PushAdapter<MailchimpAccess, MailchimpTargetName> {
  readonly plan = planForMailchimp;
  private readonly refused: RefusedValues;
  private readonly lookup: MailchimpPushLookup;

  constructor({ settings, calls, client, tags, reader, accessOf }: Parts) {
    const requests = new MailchimpPushRequests();
    const members = new MemberBuilder(requests);
    const vacated = new VacatedBuilder(requests);
    const ofTags = new TagsBuilder(requests);
    const refused = new RefusedValues();
    const lookup = new MailchimpPushLookup(client, tags, settings, refused);
    super({
      targets: mailchimpPushTargets(settings),
      rules: MAILCHIMP_PUSH_RULES,
      accessOf,
      builders: {
        member: (intent, known, key) => (intent.items.length === 0 ? vacated : members).build(intent, known, key),
        tags: (intent, known, key) => ofTags.build(intent, known, key),
      },
      lookup,
      sender: new MailchimpPushSender(settings, calls, reader, refused),
      choices: (access, _rule, option, signal) => (option === 'audience' ? lookup.audiences(access, signal) : null),
    });
    this.lookup = lookup;
    this.refused = refused;
  }

  /**
   * Whether a new member is asked by mail, whether they may have left by an address of before, and which of its fields the
   * audience has refused.
   */
  async facts(connection: Connection, intent: PushIntent, { signal }: CallContext): Promise<AccountFacts> {
    const list = audienceOf(intent.rules, intent.settings);
    const isAsked = memberRulesOf(intent.rules).doubleOptIn;
    if (intent.target !== 'member' || list === null) return {};
    const access = this.accessOf(connection);
    const refused = this.refused.among(scopeOf(access, list), mergesOf(intent));
    const facts: AccountFacts = refused.length > 0 ? { refused } : {};
    if (isAsked || !mayJoin(intent)) return facts;
    const wasElsewhere = await this.lookup.areAnyThere(access, list, unseenBefore(intent), signal);
    return { ...facts, ...(wasElsewhere && { wasElsewhere }), ...(await this.lookup.audience(access, list, signal)) };
  }

  /** Of an intent the member is found by its address, whether or not it was linked. */
  override async read(
    connection: Connection,
    key: TargetKey | PushIntent,
    externalId: string | null,
    context: CallContext,
  ): Promise<KnownObject | null> {
    if (!('items' in key)) return super.read(connection, key, externalId, context);
    return this.lookup.readFor(this.accessOf(connection), key, externalId, context.signal);
  }
}

/** Members that the contacts may have been before they were first looked for here. */
function unseenBefore({ items, earlier = [], subject, wasThere }: PushIntent): string[] {
  if (wasThere) return [];
  const seen = new Set([subject, ...earlier.map((other) => other.subject)]);
  const before = itemsOf(items, 'contacts').flatMap(({ body }) => body.formerMembers ?? []);
  return [...new Set(before)].filter((hash) => !seen.has(hash));
}

function mayJoin(intent: PushIntent): boolean {
  const isWanted = itemsOf(intent.items, 'contacts').some((contact) => !isDeleted(contact));
  return isWanted && consentOf(intent).consent === 'granted';
}
