import {
  INTEREST_COUNT,
  interest,
  interestCategories,
  MERGE_FIELD_COUNT,
  mergeField,
} from '../dataset/audience.fields.js';
import { audienceId, segment, segmentRange, tagsOf } from '../dataset/audience.objects.js';
import type { CampaignCalendar } from '../dataset/campaign.facts.js';
import { AudienceFacts } from '../dataset/contact.facts.js';
import type { Tag } from '../dataset/audience.objects.js';
import { contact } from '../dataset/contact.objects.js';
import { subscriberHash, timestamp, type Dataset } from '../dataset/dataset.js';
import { originalPhoneContact, phoneContactCount } from '../dataset/phone.contacts.js';
import { CONTACT_STATUSES, type MailchimpObject } from '../mailchimp.stream.js';
import { ConsentLedger } from './consent.ledger.js';
import { ContactViews } from './contact.views.js';
import { ObjectCollection } from './object.collection.js';

/** One audience with its contacts and segments. */
export class MailchimpAudience {
  readonly id: string;
  readonly facts: AudienceFacts;
  readonly contacts: ObjectCollection;
  readonly views: ContactViews;
  readonly segments: ObjectCollection;
  readonly mergeFields: ObjectCollection;
  readonly interestCategories: readonly MailchimpObject[];
  readonly interests: ObjectCollection;
  /** Contacts with a phone number only. */
  readonly phones: ObjectCollection;
  /** Hashes of permanently deleted addresses, which can never be imported again. */
  readonly forgotten = new Set<string>();
  readonly consent = new ConsentLedger();
  campaignCount: number;
  /** 0 before the first campaign. */
  lastSentAt: number;
  private newSegments = 0;
  private readonly newContactIds = new Map<string, number>();
  private readonly tags: readonly Tag[];
  private leavers: Map<number, number[]> | undefined;
  private tagged: number[] | undefined;

  constructor(
    data: Dataset,
    readonly index: number,
    calendar: CampaignCalendar,
  ) {
    this.tags = tagsOf(data, index);
    const [from, to] = segmentRange(data, index);
    this.id = audienceId(data, index);
    this.facts = new AudienceFacts(data, index, this.tags.length, calendar);
    this.contacts = new ObjectCollection('contacts', {
      count: this.facts.count,
      build: (at) => this.original(at),
      indexOf: (key) => this.facts.indexOf(key),
    });
    this.views = new ContactViews(this.contacts, this.facts);
    this.contacts.observe((at, before, after) => {
      if (!before && after) this.newContactIds.set(String(after.contact_id), at);
    });
    this.campaignCount = calendar.all.filter((campaign) => campaign.audience === index).length;
    this.lastSentAt = Math.max(0, ...calendar.sentTo(index).map(({ sentAt }) => sentAt));
    this.segments = new ObjectCollection('segments', {
      count: to - from,
      build: (at) => segment(data, index, at, this.originallyTagged()[at] ?? 0),
    });
    this.mergeFields = new ObjectCollection('merge_fields', {
      count: MERGE_FIELD_COUNT,
      build: (at) => mergeField(data, index, at),
    });
    this.interestCategories = interestCategories(data, index);
    this.interests = new ObjectCollection('interests', {
      count: INTEREST_COUNT,
      build: (at) => interest(data, index, at),
    });
    this.phones = new ObjectCollection('contacts', {
      count: phoneContactCount(this.facts),
      build: (at) => originalPhoneContact(this.facts, this.id, at),
    });
  }

  original(index: number): MailchimpObject {
    return contact(this.facts, this.id, this.tags, index);
  }

  /** Finds a live contact as the API does: by the hash or the text of its address, or by its contact id. */
  indexOf(name: string): number | undefined {
    if (name.includes('@')) return this.contacts.indexOf(subscriberHash(name));
    const index = this.contacts.indexOf(name) ?? this.newContactIds.get(name) ?? this.facts.indexOfContactId(name);
    return index !== undefined && this.contacts.at(index) ? index : undefined;
  }

  /** A contact in the list of the audience, whose ids may be written in capitals. */
  phoneIndexOf(contactId: string): number | undefined {
    return this.phones.indexOf(contactId) ?? this.phones.indexOf(contactId.toUpperCase());
  }

  /** Tags that exist now: those of the beginning and those made by tagging. */
  tagNamed(name: string): Tag | undefined {
    for (const found of this.segments.live()) {
      if (found.type === 'static' && found.name === name) return { id: Number(found.id), name };
    }
    return undefined;
  }

  newSegment(name: string, type: 'static' | 'saved', at: number): MailchimpObject {
    this.newSegments += 1;
    return {
      id: 6_000_000 + this.index * 100_000 + this.newSegments,
      name,
      member_count: 0,
      type,
      created_at: timestamp(at),
      updated_at: timestamp(at),
      options: { match: 'any', conditions: [] },
      list_id: this.id,
    };
  }

  /** Contacts by the campaign that made them leave, as it was at the beginning. */
  leaversOf(campaign: number): readonly number[] {
    this.survey();
    return this.leavers!.get(campaign) ?? [];
  }

  countByStatus(): Record<string, number> {
    return Object.fromEntries(
      CONTACT_STATUSES.map((status) => [status, this.views.view(status, 'last_changed').length]),
    );
  }

  private originallyTagged(): readonly number[] {
    this.survey();
    return this.tagged!;
  }

  /** What requires a look at all contacts, computed once. */
  private survey(): void {
    if (this.leavers) return;
    this.leavers = new Map();
    this.tagged = this.tags.map(() => 0);
    for (let index = 0; index < this.facts.count; index += 1) {
      const { leftBy, tags } = this.facts.facts(index);
      for (let bit = 0; bit < this.tagged.length; bit += 1) this.tagged[bit]! += (tags >>> bit) & 1;
      if (leftBy < 0) continue;
      const leavers = this.leavers.get(leftBy);
      if (leavers) leavers.push(index);
      else this.leavers.set(leftBy, [index]);
    }
  }
}
