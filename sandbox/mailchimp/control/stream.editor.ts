import { timestamp } from '../dataset/dataset.js';
import { customerId, orderId, productId } from '../dataset/store.objects.js';
import { isFields } from '../live/contact.patch.js';
import { externalId, type Change, type ChangeJournal } from '../live/change.journal.js';
import type { MailchimpAccount } from '../live/mailchimp.account.js';
import type { MailchimpStore } from '../live/mailchimp.store.js';
import type { ObjectCollection } from '../live/object.collection.js';
import { opened } from '../live/live.view.js';
import { accountFor, totalled } from '../live/order.totals.js';
import type { MailchimpObject, StreamName } from '../mailchimp.stream.js';
import { newCampaign, newCustomer, newOrder, newProduct } from './new.objects.js';

/** One object and where it is. */
export interface Place {
  parent: string | null;
  collection: ObjectCollection;
  index: number;
}

export interface Edit extends Change {
  /** As our streams name it: with the parent's id in front. */
  id: string;
}

/** Changes of any stream as somebody at the vendor's pages or in the shop would make them. */
export class StreamEditor {
  private made = 0;

  constructor(private readonly journal: ChangeJournal) {}

  locate(account: MailchimpAccount, stream: StreamName, id: string): Place {
    const cut = id.indexOf(':');
    const [parent, key] = cut < 0 ? [null, id] : [id.slice(0, cut), id.slice(cut + 1)];
    for (const branch of account.branches(stream)) {
      const index = branch.parent === parent ? branch.collection.indexOf(key) : undefined;
      if (index !== undefined) return { ...branch, index };
    }
    throw new Error(`no live ${stream} ${id}`);
  }

  update(account: MailchimpAccount, stream: StreamName, place: Place, patch: MailchimpObject, at: number): Edit {
    const { collection, index, parent } = place;
    const before = collection.at(index)!;
    if (stream === 'contacts') return this.updateContact(account, place, patch, at);
    if (stream === 'email_activity') return this.act(account, place, patch, at);
    if (stream === 'unsubscribes') throw new Error('an unsubscribe never changes');
    if (stream === 'campaigns' && patch.status === 'sent' && before.status !== 'sent') {
      const sent = this.journal.sendCampaign(account, index, at);
      return { ...sent, id: String(sent.object.id) };
    }
    const after = restamped(stream, merged(before, patch), before, at);
    collection.replace(index, after);
    if (stream === 'orders') accountFor(account.stores.get(parent!)!, before, after, at);
    return { id: externalId(parent, stream, after), object: after, events: [] };
  }

  create(account: MailchimpAccount, stream: StreamName, fields: MailchimpObject, at: number): Edit {
    this.made += 1;
    const named = String(fields.list_id ?? fields.store_id ?? '');
    if (stream === 'contacts' || stream === 'segments' || stream === 'campaigns') {
      const audience = account.audiences.get(named) ?? [...account.audiences.values()][0];
      if (!audience || (named && audience.id !== named)) throw new Error(`no audience ${named}`);
      if (stream === 'contacts') {
        if (fields.email_address === null && fields.sms_phone_number) {
          const change = this.journal.addPhone(account, audience, fields, { source: 'user', at });
          return { ...change, id: externalId(audience.id, stream, change.object) };
        }
        const email = String(fields.email_address ?? `new.${at.toString(36)}.${this.made}@example.net`);
        if (audience.indexOf(email) !== undefined) throw new Error(`${email} is a contact already`);
        const change = this.journal.addContact(account, audience, email, fields, { source: 'user', at });
        return { ...change, id: externalId(audience.id, stream, change.object) };
      }
      if (stream === 'segments') {
        const segment = merged(audience.newSegment(`New segment ${this.made}`, 'saved', at), fields);
        audience.segments.add(segment);
        return { id: externalId(audience.id, stream, segment), object: segment, events: [] };
      }
      audience.campaignCount += 1;
      const campaign = merged(newCampaign(account, audience, account.campaigns.nextIndex, at), fields);
      account.campaigns.add(campaign);
      return { id: String(campaign.id), object: campaign, events: [] };
    }
    const store = account.stores.get(named) ?? [...account.stores.values()][0];
    if (!store || (named && store.id !== named)) throw new Error(`no store ${named}`);
    // It says where the object is made; of what is in a store, only an order names it, by itself.
    const { store_id: _, ...rest } = fields;
    return this.createInStore(store, stream, rest, at);
  }

  /** @param told whether the deletion of a contact is told to webhooks */
  remove(account: MailchimpAccount, stream: StreamName, place: Place, told: boolean, at: number): Edit {
    const { collection, index, parent } = place;
    const before = collection.at(index)!;
    const id = externalId(parent, stream, before);
    const reason = whyNotRemoved(stream, before);
    if (reason) throw new Error(reason);
    if (stream === 'contacts') {
      const audience = account.audiences.get(parent!)!;
      if (collection === audience.phones) return { id, object: collection.remove(index), events: [] };
      return { ...this.journal.forgetContact(account, audience, index, told, at), id };
    }
    if (stream === 'campaigns') return { id, object: this.journal.removeCampaign(account, index), events: [] };
    collection.remove(index);
    if (stream === 'orders') accountFor(account.stores.get(parent!)!, before, null, at);
    return { id, object: before, events: [] };
  }

  private updateContact(account: MailchimpAccount, place: Place, patch: MailchimpObject, at: number): Edit {
    const audience = account.audiences.get(place.parent!)!;
    if (place.collection === audience.phones) {
      const by = { source: 'admin', at } as const;
      const moved = this.journal.updatePhone(account, audience, place.index, patch, by);
      return { ...moved, id: externalId(audience.id, 'contacts', moved.object) };
    }
    const { tags, campaign_id, ...fields } = patch;
    const campaignId = typeof campaign_id === 'string' ? campaign_id : undefined;
    const change = this.journal.updateContact(account, audience, place.index, fields, {
      source: 'admin',
      at,
      campaignId,
    });
    const object = Array.isArray(tags)
      ? this.journal.tagContact(audience, place.index, tagChanges(change.object, tags), at)
      : change.object;
    return { id: externalId(audience.id, 'contacts', object), object, events: change.events };
  }

  /** What a recipient does, which the report of the campaign counts. */
  private act(
    account: MailchimpAccount,
    { parent, collection, index }: Place,
    patch: MailchimpObject,
    at: number,
  ): Edit {
    const before = collection.at(index)!;
    const done = patch.activity as MailchimpObject[];
    const after = { ...before, activity: [...(before.activity as MailchimpObject[]), ...done] };
    collection.replace(index, after);
    const report = account.reports.indexOf(parent!)!;
    const shown = account.reports.at(report)!;
    account.reports.replace(report, { ...shown, ...opened(shown, done.length, at) });
    return { id: externalId(parent, 'email_activity', after), object: after, events: [] };
  }

  private createInStore(store: MailchimpStore, stream: StreamName, fields: MailchimpObject, at: number): Edit {
    let object: MailchimpObject;
    if (stream === 'customers') object = merged(newCustomer(customerId(store.customers.nextIndex), at), fields);
    else if (stream === 'products') {
      object = merged(newProduct(store, productId(store.products.nextIndex), at), fields);
    } else if (stream === 'orders') {
      object = totalled(merged(newOrder(store, orderId(store.orders.nextIndex), at), fields));
    } else throw new Error(`${stream} cannot be made here`);
    if (store[stream].indexOf(String(object.id)) !== undefined)
      throw new Error(`${String(object.id)} is there already`);
    store[stream].add(object);
    if (stream === 'orders') accountFor(store, null, object, at);
    return { id: externalId(store.id, stream, object), object, events: [] };
  }
}

/** Why an object of this kind must stay, if it must. */
export function whyNotRemoved(stream: StreamName, object: MailchimpObject): string | undefined {
  if (stream === 'audiences' || stream === 'stores') return `${stream} are not deleted here`;
  if (stream === 'merge_fields' || stream === 'interests') return `${stream} are not deleted here`;
  if (stream === 'email_activity') return `${stream} goes with its campaign`;
  if (stream === 'campaign_reports' || stream === 'unsubscribes') return `${stream} go with their campaign or contact`;
  if (stream === 'segments' && object.type === 'static') return 'a tag is not deleted while contacts carry it';
  if (stream === 'customers' && Number(object.orders_count) > 0) return 'a customer with orders stays';
  return undefined;
}

function merged(before: MailchimpObject, patch: MailchimpObject): MailchimpObject {
  const after = { ...before };
  for (const [field, value] of Object.entries(patch)) {
    after[field] = isFields(value) && isFields(before[field]) ? { ...before[field], ...value } : value;
  }
  return after;
}

/** Each stream has its own idea of an update time, some have none. */
function restamped(stream: StreamName, after: MailchimpObject, before: MailchimpObject, at: number): MailchimpObject {
  const time = timestamp(at);
  if (stream === 'segments' || stream === 'stores' || stream === 'customers') return { ...after, updated_at: time };
  if (stream === 'products') {
    const variants = (after.variants as MailchimpObject[]).map((variant) => ({ ...variant, updated_at: time }));
    return { ...after, variants };
  }
  if (stream === 'orders') {
    const cancelled = after.financial_status === 'cancelled' && before.financial_status !== 'cancelled';
    const stamped = { ...after, updated_at_foreign: time, ...(cancelled ? { cancelled_at_foreign: time } : {}) };
    return totalled(stamped);
  }
  return after;
}

function tagChanges(contact: MailchimpObject, wanted: unknown[]): Map<string, boolean> {
  const names = wanted.map((tag) => String(isFields(tag) ? tag.name : tag));
  const carried = (contact.tags as { name: string }[]).map((tag) => tag.name);
  return new Map([...carried.map((name) => [name, false] as const), ...names.map((name) => [name, true] as const)]);
}
