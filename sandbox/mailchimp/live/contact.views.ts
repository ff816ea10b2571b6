import type { AudienceFacts } from '../dataset/contact.facts.js';
import { seconds } from '../dataset/dataset.js';
import { CONTACT_STATUSES, type ContactStatus, type MailchimpObject } from '../mailchimp.stream.js';
import type { ObjectCollection } from './object.collection.js';
import { OrderedView } from '../dataset/ordered.view.js';

export const SORT_FIELDS = ['position', 'last_changed', 'timestamp_opt', 'timestamp_signup'] as const;

/** `position` is the order in which contacts came; the others are the API's names. */
export type SortField = (typeof SORT_FIELDS)[number];

/** A list without `status` shows all contacts except archived ones. */
export type ContactGroup = ContactStatus | 'unarchived';

type Keys = Record<SortField, number> & { status: ContactStatus };

/** The contacts of an audience by status, each in every order a list can ask for; an order is made on first use. */
export class ContactViews {
  private readonly views = new Map<SortField, Map<ContactGroup, OrderedView>>();

  constructor(
    private readonly contacts: ObjectCollection,
    private readonly facts: AudienceFacts,
  ) {
    contacts.observe((index, before, after) => {
      if (before) this.each(keysOf(before), (view, value) => view.remove(value, index));
      if (after) this.each(keysOf(after), (view, value) => view.insert(value, index));
    });
  }

  view(group: ContactGroup, field: SortField): OrderedView {
    let groups = this.views.get(field);
    if (!groups) this.views.set(field, (groups = this.build(field)));
    return groups.get(group)!;
  }

  value(field: SortField, index: number): number {
    return this.keys(index)?.[field] ?? 0;
  }

  private build(field: SortField): Map<ContactGroup, OrderedView> {
    const pairs = new Map<ContactGroup, [number, number][]>();
    for (const group of [...CONTACT_STATUSES, 'unarchived'] as const) pairs.set(group, []);
    for (let index = 0; index < this.contacts.nextIndex; index += 1) {
      const keys = this.keys(index);
      if (!keys) continue;
      for (const group of groupsOf(keys.status)) pairs.get(group)!.push([keys[field], index]);
    }
    return new Map([...pairs].map(([group, members]) => [group, new OrderedView(members)]));
  }

  private keys(index: number): Keys | null {
    const changed = this.contacts.overlay(index);
    if (changed === null) return null;
    if (changed) return keysOf(changed);
    const { status, changedAt, optedInAt, signedUpAt } = this.facts.facts(index);
    return { status, position: 0, last_changed: changedAt, timestamp_opt: optedInAt, timestamp_signup: signedUpAt };
  }

  private each(keys: Keys, act: (view: OrderedView, value: number) => void): void {
    for (const [field, groups] of this.views) {
      for (const group of groupsOf(keys.status)) act(groups.get(group)!, keys[field]);
    }
  }
}

function groupsOf(status: ContactStatus): readonly ContactGroup[] {
  return status === 'archived' ? ['archived'] : [status, 'unarchived'];
}

function keysOf(contact: MailchimpObject): Keys {
  return {
    status: contact.status as ContactStatus,
    position: 0,
    last_changed: seconds(contact.last_changed),
    timestamp_opt: seconds(contact.timestamp_opt),
    timestamp_signup: seconds(contact.timestamp_signup),
  };
}
