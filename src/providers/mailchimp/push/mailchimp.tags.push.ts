import { asRecord, items as listed, text } from '../../kit/fields.js';
import { NOTHING } from '../../kit/push/built.requests.js';
import { itemWithId } from '../../kit/push/pushed.items.js';
import {
  nameOf,
  type BuiltRequest,
  type ItemBody,
  type KnownObject,
  type PushedItem,
  type PushIntent,
} from '../../push.port.js';
import { always, withoutConsent } from './mailchimp.built-request.js';
import { isDeleted } from './mailchimp.contact.js';
import type { MemberState } from './mailchimp.consent.js';
import { knownMember } from './mailchimp.member-state.js';
import type { MailchimpPushRequests } from './mailchimp.push-requests.js';
import { audienceOf, tagRulesOf, type TagRules } from './mailchimp.push-rules.js';

/** Tickets in these states are held by somebody. */
const HELD: readonly ItemBody<'tickets'>['status'][] = [
  'sold',
  'minted',
  'active',
  'transferred',
  'checked_in',
  'used',
];
/** States in which a member is written to. */
const WRITTEN_TO: readonly MemberState[] = ['subscribed', 'pending', 'transactional'];
/** https://mailchimp.com/help/create-and-use-tags/ */
const MOST_CHARACTERS = 100;
const NOT_A_MEMBER = 'The person is not a member of the audience, and a ticket adds none';

/** Builds the tags of a member from all tickets with its address. */
export class TagsBuilder {
  constructor(private readonly requests: MailchimpPushRequests) {}

  async build(intent: PushIntent, known: KnownObject | null, key: string): Promise<BuiltRequest> {
    const member = { target: 'member', subject: intent.subject, part: '' };
    const until = intent.links.has(nameOf(member)) ? {} : { until: member };
    if (audienceOf(intent.rules, intent.settings) === null) {
      return { kind: 'waiting', code: 'account', message: 'Choose the audience of the contacts', ...until };
    }
    const there = knownMember(known);
    if (!there) return { kind: 'skipped', code: 'consent', message: NOT_A_MEMBER, ...until };
    if (!WRITTEN_TO.includes(there.facts.state)) return withoutConsent(there.facts.state);
    const changes = changesOf(intent, namesIn(there.raw));
    return changes.size === 0 ? NOTHING : always(this.requests.tag(there.place, changes), key);
  }
}

/** @param carried names of the tags that the member has */
function changesOf(intent: PushIntent, carried: readonly string[]): Map<string, boolean> {
  const rules = tagRulesOf(intent.rules);
  const wanted = new Set(intent.items.flatMap((item) => tagsOf(item, intent, rules)));
  const added = [...wanted].filter((name) => !carried.includes(name)).sort();
  const removed = carried.filter((name) => name.startsWith(rules.prefix) && !wanted.has(name)).sort();
  return new Map([
    ...added.map((name): [string, boolean] => [name, true]),
    ...removed.map((name): [string, boolean] => [name, false]),
  ]);
}

function tagsOf(item: PushedItem, { related }: PushIntent, { prefix, byName }: TagRules): string[] {
  if (item.entity === 'contacts') {
    return isDeleted(item) ? [] : (item.body.tags ?? []).map((tag) => named(prefix, tag));
  }
  if (item.entity !== 'tickets' || !HELD.includes(item.body.status)) return [];
  const { eventId } = item.body;
  const event = byName ? itemWithId(related, 'events', eventId) : undefined;
  return [named(prefix, event?.body.name ?? eventId)];
}

function named(prefix: string, name: string): string {
  const words = name.replace(/\s+/g, ' ').trim();
  return (words.startsWith(prefix) ? words : prefix + words).slice(0, MOST_CHARACTERS).trim();
}

function namesIn(member: Readonly<Record<string, unknown>>): string[] {
  return listed(member.tags).flatMap((tag) => text(asRecord(tag).name) ?? []);
}
