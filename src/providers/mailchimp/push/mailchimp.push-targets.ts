import { asRecord, text } from '../../kit/fields.js';
import type { Desired, PushedItem, PushTarget } from '../../push.port.js';
import type { MailchimpSettings } from '../mailchimp.config.js';
import { subscriberHash } from '../shape/mailchimp.contact-key.js';
import { MEMBERS_RULE, TAGS_RULE } from './mailchimp.push-rules.js';

export const MEMBER = 'member';
export const TAGS = 'tags';

/**
 * A member is its address, and a set of tags is a state, so no request can make a second one. But a late repetition could
 * undo what the person has decided meanwhile. So nothing is repeated: after a doubt the member is read, and everything
 * is decided again.
 */
export function mailchimpPushTargets({
  settleSeconds,
}: Pick<MailchimpSettings, 'settleSeconds'>): readonly PushTarget[] {
  const usual = { stream: 'contacts', isMoney: false, safeWindowSeconds: 0, settleSeconds, readsFirst: true };
  return [
    { name: MEMBER, entity: 'contacts', rule: MEMBERS_RULE, ...usual, followsItems: true },
    { name: TAGS, entity: 'tickets', rule: TAGS_RULE, ...usual },
  ];
}

/** Contacts with one address are one member. All tickets of a holder are one set of tags, with those of the contact itself. */
export function planForMailchimp({ entity, body }: PushedItem): readonly Desired[] {
  const subject = subjectOf(entity === 'tickets' ? asRecord(body.holder).email : body.email);
  if (subject === null) return [];
  const member: Desired = { target: MEMBER, subject, part: '', needs: [], reads: [] };
  // It is not waited for: the person may be a member without us.
  const tags = { ...member, target: TAGS, needs: [{ target: MEMBER, subject, part: '', withinSeconds: 0 }] };
  if (entity === 'contacts') return hasTags(body) ? [member, tags] : [member];
  if (entity !== 'tickets') return [];
  return [{ ...tags, reads: [{ entity: 'events', platformId: String(body.eventId) }] }];
}

/** The address as Mailchimp names it; `null`: there is none. */
export function subjectOf(email: unknown): string | null {
  return text(email) ? subscriberHash(text(email) ?? '') : null;
}

function hasTags({ tags, deletedAt, erase }: PushedItem['body']): boolean {
  return Array.isArray(tags) && tags.length > 0 && !deletedAt && erase !== true;
}
