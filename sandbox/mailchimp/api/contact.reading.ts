import type { ContactGroup } from '../live/contact.views.js';
import { shown } from '../live/live.view.js';
import type { MailchimpAudience } from '../live/mailchimp.audience.js';
import { invalidResource, notFound, tooHeavy } from '../mailchimp.errors.js';
import { CONTACT_STATUSES, type MailchimpObject } from '../mailchimp.stream.js';
import type { ApiCall } from './api.call.js';
import { collectionAnswer } from './collection.answer.js';
import { ContactQuery, type ContactFilter, type ContactWindows } from './contact.query.js';
import { audienceOf } from './owned.resource.js';
import { descending, oneOf, pageBounds, timeParameter } from './query.parameters.js';
import { single } from './resource.links.js';
import { windowOf } from './time.window.js';

export function listContacts(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const { query } = call;
  if (pageBounds(query).count > call.world.mostMembers) throw tooHeavy();
  const group: ContactGroup = oneOf(query, 'status', CONTACT_STATUSES) ?? 'unarchived';
  const sortField = oneOf(query, 'sort_field', ['last_changed', 'timestamp_opt', 'timestamp_signup'] as const);
  const indexes = new ContactQuery(audience, group, windowsOf(query), filterOf(query)).page(
    sortField ?? 'position',
    descending(query),
    pageBounds(query),
  );
  return collectionAnswer(call, {
    field: 'members',
    path: `lists/${audience.id}/members`,
    stream: 'contacts',
    objects: indexes.page.map((index) => audience.contacts.listedAt(index)!),
    total: indexes.total,
    more: { list_id: audience.id },
  });
}

/** By the hash or the text of the address, or by the contact id. */
export function contactIndexOf(call: ApiCall, audience: MailchimpAudience): number {
  const index = audience.indexOf(call.path.subscriber_hash!);
  if (index === undefined) throw notFound();
  return index;
}

export function readContact(call: ApiCall): unknown {
  const audience = audienceOf(call);
  try {
    return contactAnswer(call, audience, audience.contacts.at(contactIndexOf(call, audience))!);
  } finally {
    call.world.races.wasRead(audience.id, call.path.subscriber_hash!);
  }
}

export function contactAnswer(call: ApiCall, audience: MailchimpAudience, contact: MailchimpObject): unknown {
  return single(call, `lists/${audience.id}/members`, String(contact.id), shown(call.account, 'contacts', contact));
}

export function listTags(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const { tags, last_changed } = audience.contacts.at(contactIndexOf(call, audience))!;
  const { offset, count } = pageBounds(call.query);
  const all = (tags as { id: number; name: string }[]).map((tag) => ({ ...tag, date_added: last_changed }));
  return { tags: all.slice(offset, offset + count), total_items: all.length };
}

function windowsOf(query: URLSearchParams): ContactWindows {
  const windows: ContactWindows = {};
  const changed = windowOf(query, 'last_changed');
  const optedIn = windowOf(query, 'timestamp_opt');
  const left = timeParameter(query, 'unsubscribed_since');
  if (changed) windows.last_changed = changed;
  if (optedIn) windows.timestamp_opt = optedIn;
  if (left !== undefined) {
    if (query.get('status') !== 'unsubscribed') {
      throw invalidResource('unsubscribed_since', 'Only valid together with the status unsubscribed');
    }
    const before = windows.last_changed?.before ?? Number.POSITIVE_INFINITY;
    windows.last_changed = { after: Math.max(left, windows.last_changed?.after ?? left), before };
  }
  return windows;
}

function filterOf(query: URLSearchParams): ContactFilter | undefined {
  const filters: ContactFilter[] = [];
  const [type, shortId] = [query.get('email_type'), query.get('unique_email_id')];
  if (type !== null) filters.push((contact) => contact.email_type === type);
  if (query.get('vip_only') === 'true') filters.push((contact) => contact.vip === true);
  if (shortId !== null) filters.push((contact) => contact.unique_email_id === shortId);
  return filters.length === 0 ? undefined : (contact) => filters.every((matches) => matches(contact));
}
