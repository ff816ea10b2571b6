import type { ContactStatus } from '../mailchimp.stream.js';
import type { CampaignCalendar } from './campaign.facts.js';
import { subscriberHash, type Dataset } from './dataset.js';
import { DigestIndex } from './digest.index.js';
import { firstName, lastName } from './person.words.js';

const DAY = 86_400;
/** Contacts of one import share their second. */
const IMPORT_SIZE = 50;
/** Moments at which somebody changed many contacts at once. */
const BULK_CHANGES = 5;

/** Everything lists are filtered and sorted by, without building the contact. */
export interface ContactFacts {
  status: ContactStatus;
  createdAt: number;
  /** 0 while the address has not been confirmed. */
  optedInAt: number;
  /** 0 for those who did not use a form. */
  signedUpAt: number;
  changedAt: number;
  /** Bit n: carries the audience's tag n. */
  tags: number;
  /** Index of the campaign by which the contact left, or -1. */
  leftBy: number;
}

/** The original contacts of one audience. */
export class AudienceFacts {
  readonly count: number;
  private readonly first: number;
  private readonly hashes: DigestIndex;
  private readonly contactIds: DigestIndex;

  constructor(
    readonly data: Dataset,
    readonly index: number,
    readonly tagCount: number,
    private readonly calendar: CampaignCalendar,
  ) {
    const [from, to] = data.range(data.counts.contacts, data.counts.audiences, index);
    this.first = from;
    this.count = to - from;
    this.hashes = new DigestIndex(this.count, (contact) => subscriberHash(this.email(contact)));
    this.contactIds = new DigestIndex(this.count, (contact) => this.contactId(contact));
  }

  hash(contact: number, salt: number): number {
    return this.data.hash('contacts', this.first + contact, salt);
  }

  hex(contact: number, salt: number, length: number): string {
    return this.data.hex('contacts', this.first + contact, salt, length);
  }

  facts(contact: number): ContactFacts {
    const hash = this.hash(contact, 20);
    const { createdAt, imported } = this.arrival(contact, hash);
    const status = statusOf(hash >>> 4);
    const leftBy = status === 'unsubscribed' ? this.departure(hash, createdAt) : -1;
    const isForm = !imported && (hash & 3) !== 0;
    return {
      status,
      createdAt,
      optedInAt: status === 'pending' || status === 'transactional' ? 0 : createdAt,
      signedUpAt: isForm ? createdAt : 0,
      changedAt: this.changedAt(contact, createdAt, leftBy),
      tags: hash & (hash >>> 9) & (2 ** this.tagCount - 1),
      leftBy,
    };
  }

  /** Some people are in several audiences, and some write their address with capitals. */
  email(contact: number): string {
    const isShared = this.index === 0 || contact % 3 === 0;
    const person = isShared ? contact : contact + this.index * 10_000_000;
    const hash = this.data.hash('audiences', person, 30);
    const name = `${firstName(hash)}.${lastName(hash)}`;
    return `${hash % 11 === 0 ? name : name.toLowerCase()}.${person.toString(36)}@example.com`;
  }

  contactId(contact: number): string {
    return this.hex(contact, 23, 32);
  }

  indexOf(subscriber: string): number | undefined {
    return this.hashes.indexOf(subscriber);
  }

  indexOfContactId(contactId: string): number | undefined {
    return this.contactIds.indexOf(contactId);
  }

  private arrival(contact: number, hash: number): { createdAt: number; imported: boolean } {
    const group = Math.floor(contact / IMPORT_SIZE);
    const imported = this.count >= 4 * IMPORT_SIZE && (this.hash(group, 5) & 3) === 0;
    const place = imported ? group * IMPORT_SIZE : contact + (hash & 1023) / 1024;
    return { createdAt: this.data.time(place / Math.max(1, this.count)), imported };
  }

  private departure(hash: number, createdAt: number): number {
    const sent = this.calendar.sentTo(this.index);
    let first = sent.length;
    while (first > 0 && sent[first - 1]!.sentAt > createdAt) first -= 1;
    if (hash % 5 === 0 || first === sent.length) return -1;
    return sent[first + ((hash >>> 12) % (sent.length - first))]!.index;
  }

  private changedAt(contact: number, createdAt: number, leftBy: number): number {
    const { createdTo } = this.data;
    const hash = this.hash(contact, 21);
    if (leftBy >= 0) return Math.min(createdTo, this.calendar.all[leftBy]!.sentAt + 60 + (hash % (3 * DAY)));
    if (hash % 3 !== 0) return createdAt;
    const bulk = this.data.time(0.5 + ((hash >>> 5) % BULK_CHANGES) / (2 * BULK_CHANGES));
    if (hash % 24 === 0 && bulk > createdAt) return bulk;
    return createdAt + Math.floor(((hash >>> 2) / 2 ** 30) * (createdTo - createdAt));
  }
}

function statusOf(hash: number): ContactStatus {
  const share = hash % 100;
  if (share < 76) return 'subscribed';
  if (share < 86) return 'unsubscribed';
  if (share < 90) return 'cleaned';
  if (share < 93) return 'pending';
  return share < 96 ? 'transactional' : 'archived';
}
