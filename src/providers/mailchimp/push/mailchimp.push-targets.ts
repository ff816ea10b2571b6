import type { Desired, PushedItem, PushTarget } from '../../push.port.js';
import type { MailchimpSettings } from '../mailchimp.config.js';
import { subscriberHash } from '../shape/mailchimp.contact-key.js';
import { isDeleted, type Contact } from './mailchimp.contact.js';
import { MEMBERS_RULE, TAGS_RULE } from './mailchimp.push-rules.js';

export type MailchimpTargetName = 'member' | 'tags';

/**
 * A member is its address, and a set of tags is a state, so no request can make a second one. But a late repetition could
 * undo what the person has decided meanwhile. So nothing is repeated: after a doubt the member is read, and everything
 * is decided again.
 */
export function mailchimpPushTargets({
  settleSeconds,
}: Pick<MailchimpSettings, 'settleSeconds'>): readonly (PushTarget & { name: MailchimpTargetName })[] {
  const usual = { stream: 'contacts', isMoney: false, safeWindowSeconds: 0, settleSeconds, readsFirst: true };
  return [
    { name: 'member', entity: 'contacts', rule: MEMBERS_RULE, ...usual, followsItems: true },
    { name: 'tags', entity: 'tickets', rule: TAGS_RULE, ...usual },
  ];
}

/** Contacts with one address are one member. All tickets of a holder are one set of tags, with those of the contact itself. */
export function planForMailchimp({ entity, body }: PushedItem): readonly Desired[] {
  if (entity !== 'contacts' && entity !== 'tickets') return [];
  const subject = subscriberHash(entity === 'tickets' ? body.holder.email : body.email);
  const member: Desired = { target: 'member', subject, part: '', needs: [], reads: [] };
  // It is not waited for: the person may be a member without us.
  const tags = { ...member, target: 'tags', needs: [{ target: 'member', subject, part: '', withinSeconds: 0 }] };
  if (entity === 'contacts') return hasTags(body) ? [member, tags] : [member];
  return [{ ...tags, reads: [{ entity: 'events', platformId: body.eventId }] }];
}

function hasTags(body: Contact['body']): boolean {
  return Boolean(body.tags?.length) && !isDeleted({ body });
}
