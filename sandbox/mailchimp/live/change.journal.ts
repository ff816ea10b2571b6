import type { SandboxClock } from '../../common/sandbox.clock.js';
import { newReport, unsubscribe } from '../dataset/campaign.objects.js';
import type { Tag } from '../dataset/audience.objects.js';
import { newContact } from '../dataset/contact.objects.js';
import { timestamp } from '../dataset/dataset.js';
import { phoneContact } from '../dataset/phone.contacts.js';
import { keyOf, type MailchimpObject, type StreamName } from '../mailchimp.stream.js';
import { audienceEvent, type AudienceEvent, type EventSource } from '../webhooks/audience.event.js';
import { arrivalEvents, contactEvents, goneEvent, phoneState, smsEvents } from './contact.events.js';
import { patchedContact, sameContact, withTags } from './contact.patch.js';
import type { MailchimpAccount } from './mailchimp.account.js';
import type { MailchimpAudience } from './mailchimp.audience.js';

export interface Change {
  object: MailchimpObject;
  events: AudienceEvent[];
}

interface Circumstances {
  source: EventSource;
  /** Epoch seconds; now unless said otherwise. */
  at?: number | undefined;
  campaignId?: string | undefined;
}

type EventListener = (account: MailchimpAccount, listId: string, event: AudienceEvent, source: EventSource) => void;

/** The only way contacts and campaigns change, so that every change leaves the webhooks it would leave at Mailchimp. */
export class ChangeJournal {
  private added = 0;

  constructor(
    private readonly clock: SandboxClock,
    private readonly listener: EventListener,
  ) {}

  addContact(
    account: MailchimpAccount,
    audience: MailchimpAudience,
    email: string,
    fields: MailchimpObject,
    by: Circumstances,
    contactId = audience.facts.hex(audience.contacts.nextIndex, 90, 32),
  ): Change {
    const at = by.at ?? this.clock.now();
    this.added += 1;
    const draft = newContact(audience.id, email, contactId, 700_000_000 + this.added);
    const contact = patchedContact({ ...draft, timestamp_opt: timestamp(at), last_changed: timestamp(at) }, fields, at);
    if (contact.status === 'pending' || contact.status === 'transactional') contact.timestamp_opt = '';
    audience.contacts.add(contact);
    this.watchConsent(account, audience, null, contact, { ...by, at });
    audience.forgotten.delete(String(contact.id));
    return this.tell(account, audience.id, contact, arrivalEvents(contact, at), by.source);
  }

  updateContact(
    account: MailchimpAccount,
    audience: MailchimpAudience,
    index: number,
    patch: MailchimpObject,
    by: Circumstances,
  ): Change {
    const at = by.at ?? this.clock.now();
    const before = audience.contacts.at(index)!;
    const draft = patchedContact(before, patch, at);
    if (draft.id !== before.id && audience.contacts.indexOf(String(draft.id)) !== undefined) {
      throw new Error(`${String(draft.email_address)} is another contact of the audience`);
    }
    if (sameContact(before, draft)) return { object: before, events: [] };
    const after: MailchimpObject = { ...draft, last_changed: timestamp(at) };
    audience.contacts.replace(index, after);
    this.watchConsent(account, audience, before, after, { ...by, at });
    if (after.id !== before.id) this.readdressLeaver(account, String(before.id), after);
    if (after.status === 'unsubscribed' && before.status !== 'unsubscribed' && by.campaignId !== undefined) {
      this.recordLeaver(account, by.campaignId, after, at);
    }
    return this.tell(
      account,
      audience.id,
      after,
      contactEvents(before, after, { at, campaignId: by.campaignId }),
      by.source,
    );
  }

  /** A contact with a phone number only. One that is given an address goes on as a member, under the same contact id. */
  updatePhone(
    account: MailchimpAccount,
    audience: MailchimpAudience,
    index: number,
    patch: MailchimpObject,
    by: Circumstances,
  ): Change {
    const at = by.at ?? this.clock.now();
    const before = audience.phones.at(index)!;
    if (typeof patch.email_address === 'string') {
      audience.phones.remove(index);
      const { sms_phone } = before.sms_channel as MailchimpObject;
      const fields = { status: 'subscribed', sms_phone_number: sms_phone, merge_fields: before.merge_fields, ...patch };
      return this.addContact(account, audience, patch.email_address, fields, by, String(before.id).toLowerCase());
    }
    const sms = before.sms_channel as MailchimpObject;
    const sms_channel = {
      ...sms,
      ...(patch.sms_phone_number !== undefined && { sms_phone: patch.sms_phone_number }),
      ...(patch.sms_subscription_status !== undefined && {
        effective_subscription_status: { value: patch.sms_subscription_status },
      }),
    };
    const merge_fields = { ...(before.merge_fields as MailchimpObject), ...(patch.merge_fields as MailchimpObject) };
    const after = { ...before, sms_channel, merge_fields, last_updated_at: timestamp(at) };
    audience.phones.replace(index, after);
    return this.tell(account, audience.id, after, smsEvents(phoneState(before), phoneState(after), at), by.source);
  }

  addPhone(account: MailchimpAccount, audience: MailchimpAudience, fields: MailchimpObject, by: Circumstances): Change {
    const at = by.at ?? this.clock.now();
    this.added += 1;
    const contact = phoneContact({
      id: String(fields.contact_id ?? audience.facts.hex(audience.phones.nextIndex, 91, 32).toUpperCase()),
      audienceId: audience.id,
      phone: String(fields.sms_phone_number),
      status: String(fields.sms_subscription_status ?? 'subscribed'),
      merges: (fields.merge_fields ?? {}) as MailchimpObject,
      at,
    });
    audience.phones.add(contact);
    const none = { ...phoneState(contact), status: null };
    return this.tell(account, audience.id, contact, smsEvents(none, phoneState(contact), at), by.source);
  }

  /** Tags are told by no webhook; they raise `last_changed`. */
  tagContact(
    audience: MailchimpAudience,
    index: number,
    changes: ReadonlyMap<string, boolean>,
    at?: number,
  ): MailchimpObject {
    const when = at ?? this.clock.now();
    const before = audience.contacts.at(index)!;
    let tags = [...(before.tags as Tag[])];
    for (const [name, carried] of changes) {
      const has = tags.some((tag) => tag.name === name);
      if (carried && !has) tags.push(this.countTag(audience, name, 1, when));
      if (!carried && has) {
        this.countTag(audience, name, -1, when);
        tags = tags.filter((tag) => tag.name !== name);
      }
    }
    if (JSON.stringify(tags) === JSON.stringify(before.tags)) return before;
    const after = { ...withTags(before, tags), last_changed: timestamp(when) };
    audience.contacts.replace(index, after);
    return after;
  }

  /** For good: not in any list any more, and the address can never be imported again. */
  forgetContact(
    account: MailchimpAccount,
    audience: MailchimpAudience,
    index: number,
    told: boolean,
    at?: number,
  ): Change {
    const when = at ?? this.clock.now();
    const contact = audience.contacts.remove(index);
    audience.forgotten.add(String(contact.id));
    audience.consent.forgot(contact);
    for (const tag of contact.tags as Tag[]) this.countTag(audience, tag.name, -1, when);
    for (const unsubscribes of account.unsubscribes.values()) {
      const leaver = unsubscribes.indexOf(String(contact.id));
      if (leaver !== undefined && unsubscribes.at(leaver)?.list_id === audience.id) unsubscribes.remove(leaver);
    }
    return this.tell(account, audience.id, contact, told ? [goneEvent(contact, when)] : [], 'admin');
  }

  /** Sends a campaign that was not sent yet: it gets a report, and the audience's webhooks hear of it. */
  sendCampaign(account: MailchimpAccount, index: number, at?: number): Change {
    const when = at ?? this.clock.now();
    const before = account.campaigns.at(index)!;
    const recipients = before.recipients as MailchimpObject;
    const audience = account.audiences.get(String(recipients.list_id))!;
    const count = audience.countByStatus().subscribed ?? 0;
    const after: MailchimpObject = {
      ...before,
      status: 'sent',
      send_time: timestamp(when),
      emails_sent: count,
      recipients: { ...recipients, recipient_count: count },
    };
    account.campaigns.replace(index, after);
    account.reports.add(newReport(after));
    account.openUnsubscribes(String(after.id));
    audience.lastSentAt = Math.max(audience.lastSentAt, when);
    const { subject_line: subject } = after.settings as MailchimpObject;
    const data = { id: after.id, subject, status: 'sent', reason: '', list_id: audience.id };
    return this.tell(account, audience.id, after, [audienceEvent('campaign', when, data)], 'admin');
  }

  /** A campaign takes its report and its unsubscribes with it. */
  removeCampaign(account: MailchimpAccount, index: number): MailchimpObject {
    const campaign = account.campaigns.remove(index);
    const id = String(campaign.id);
    const report = account.reports.indexOf(id);
    if (report !== undefined) account.reports.remove(report);
    account.unsubscribes.delete(id);
    account.activity.delete(id);
    return campaign;
  }

  /** Who may not be written to must not come back by a program; and a new state may send a mail. */
  private watchConsent(
    account: MailchimpAccount,
    audience: MailchimpAudience,
    before: MailchimpObject | null,
    after: MailchimpObject,
    { source, at }: { source: EventSource; at: number },
  ): void {
    audience.consent.changed(before, after, source, at);
    if (before?.status === after.status) return;
    const { double_optin, has_welcome } = account.audienceObject(audience.id);
    if (after.status === 'pending') account.mails.send('confirmation', audience.id, after.email_address, at);
    if (after.status !== 'subscribed') return;
    if (has_welcome === true) account.mails.send('welcome', audience.id, after.email_address, at);
    if (double_optin === true && source === 'api') audience.consent.subscribedUnasked(after, at);
  }

  private recordLeaver(account: MailchimpAccount, campaignId: string, contact: MailchimpObject, at: number): void {
    const unsubscribes = account.unsubscribes.get(campaignId);
    const leaver = unsubscribes?.indexOf(String(contact.id));
    const record = unsubscribe(campaignId, contact, at);
    if (leaver === undefined) unsubscribes?.add(record);
    else unsubscribes?.replace(leaver, record);
  }

  private readdressLeaver(account: MailchimpAccount, former: string, contact: MailchimpObject): void {
    for (const unsubscribes of account.unsubscribes.values()) {
      const index = unsubscribes.indexOf(former);
      const record = index === undefined ? null : unsubscribes.at(index);
      if (!record || record.list_id !== contact.list_id) continue;
      const { id: email_id, email_address } = contact;
      unsubscribes.replace(index!, { ...record, email_id, email_address });
    }
  }

  private countTag(audience: MailchimpAudience, name: string, by: number, at: number): Tag {
    const { segments } = audience;
    const known = audience.tagNamed(name);
    if (known) {
      const index = segments.indexOf(String(known.id))!;
      const segment = segments.at(index)!;
      const member_count = Number(segment.member_count) + by;
      segments.replace(index, { ...segment, member_count, updated_at: timestamp(at) });
      return known;
    }
    const made = audience.newSegment(name, 'static', at);
    segments.add({ ...made, member_count: by });
    return { id: Number(made.id), name };
  }

  private tell(
    account: MailchimpAccount,
    listId: string,
    object: MailchimpObject,
    events: AudienceEvent[],
    source: EventSource,
  ): Change {
    for (const event of events) this.listener(account, listId, event, source);
    return { object, events };
  }
}

export const externalId = (parent: string | null, stream: StreamName, object: MailchimpObject): string =>
  parent === null ? keyOf(stream, object) : `${parent}:${keyOf(stream, object)}`;
