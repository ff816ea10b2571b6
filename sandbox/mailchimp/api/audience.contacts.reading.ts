import { seconds } from '../dataset/dataset.js';
import { asAudienceContact } from '../dataset/phone.contacts.js';
import type { MailchimpAudience } from '../live/mailchimp.audience.js';
import { invalidResource, notFound } from '../mailchimp.errors.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import type { ApiCall } from './api.call.js';
import { ContactQuery } from './contact.query.js';
import { audienceOf } from './owned.resource.js';
import { oneOf, pageBounds, timeParameter } from './query.parameters.js';
import { collectionLinks, single } from './resource.links.js';
import { inWindow, type TimeWindow } from './time.window.js';

/** Members, then the archived ones, then those with a phone number only; told by cursor, without the number of all. */
export function listAudienceContacts(call: ApiCall): unknown {
  const audience = audienceOf(call);
  oneOf(call.query, 'sort_field', ['created_at', 'updated_at'] as const);
  const window = updatedWindow(call.query);
  const { count } = pageBounds(call.query);
  const offset = offsetIn(call.query.get('cursor'));
  const contacts = contactsAt(audience, window, offset, count);
  const path = `audiences/${audience.id}/contacts`;
  const cursor = contacts.length > 0 ? { next_cursor: cursorOf(offset + contacts.length) } : {};
  const links = call.selection.wants('_links') ? { _links: collectionLinks(call, path) } : {};
  return { contacts: contacts.map((one) => single(call, path, String(one.id), one)), ...cursor, ...links };
}

export function readAudienceContact(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const id = call.path.contact_id!;
  const phone = audience.phoneIndexOf(id);
  const member = phone === undefined ? audience.indexOf(id.toLowerCase()) : undefined;
  if (phone === undefined && member === undefined) throw notFound();
  const contact = phone === undefined ? asAudienceContact(audience.contacts.at(member!)!) : audience.phones.at(phone)!;
  return single(call, `audiences/${audience.id}/contacts`, String(contact.id), contact);
}

function contactsAt(
  audience: MailchimpAudience,
  window: TimeWindow | undefined,
  offset: number,
  count: number,
): MailchimpObject[] {
  const contacts: MailchimpObject[] = [];
  let skipped = offset;
  for (const group of ['unarchived', 'archived'] as const) {
    const query = new ContactQuery(audience, group, window ? { last_changed: window } : {}, undefined);
    const { page, total } = query.page('last_changed', false, { offset: skipped, count: count - contacts.length });
    contacts.push(...page.map((index) => asAudienceContact(audience.contacts.at(index)!)));
    skipped = Math.max(0, skipped - total);
  }
  const phones = [...audience.phones.live()].filter((contact) => inWindow(seconds(contact.last_updated_at), window));
  return [...contacts, ...phones.slice(skipped, skipped + count - contacts.length)];
}

/** The end is part of the window, the beginning is not. */
function updatedWindow(query: URLSearchParams): TimeWindow | undefined {
  const [since, before] = [timeParameter(query, 'updated_since'), timeParameter(query, 'updated_before')];
  if (since === undefined && before === undefined) return undefined;
  return { after: since ?? Number.NEGATIVE_INFINITY, before: (before ?? Number.POSITIVE_INFINITY) + 1 };
}

const cursorOf = (offset: number): string => Buffer.from(`after ${offset}`).toString('base64url');

function offsetIn(cursor: string | null): number {
  if (cursor === null || cursor === '') return 0;
  const match = /^after (\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match) throw invalidResource('cursor', 'This value is not a valid cursor.');
  return Number(match[1]);
}
