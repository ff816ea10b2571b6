import { timestamp } from '../dataset/dataset.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import type { EventSource } from '../webhooks/audience.event.js';

/** The ways to leave an audience. */
const LEFT = ['unsubscribed', 'cleaned', 'archived', 'forgotten'] as const;
type Departure = (typeof LEFT)[number];

/** Somebody who was subscribed by a program, or would have been. */
export interface ConsentCase {
  at: string;
  listId: string;
  email: string;
  /** How the contact had left; null when it had not. */
  left: Departure | null;
}

interface Leaver {
  left: Departure;
  /** As it was given when the contact unsubscribed. */
  reason: string;
}

const MOST_CASES = 10_000;

/**
 * Watches one audience for what no program may do: subscribe somebody who left. Only the person can come back,
 * or somebody in Mailchimp's pages on the person's behalf.
 */
export class ConsentLedger {
  /** Who had left and was subscribed by a program. */
  readonly violations: ConsentCase[] = [];
  /** Whom a program subscribed without a confirmation, although the audience asks for one. */
  readonly unconfirmed: ConsentCase[] = [];
  /** Who had left, and whom Mailchimp refused to subscribe. */
  readonly refused: ConsentCase[] = [];
  private readonly leavers = new Map<string, Leaver>();
  /** By the hash of the address that left: a contact may move on to another one. */
  private readonly addresses = new Map<string, Departure>();

  /** @param before null for a new contact */
  changed(before: MailchimpObject | null, after: MailchimpObject, source: EventSource, at: number): void {
    const contact = String(after.contact_id);
    if (before) this.noteLeaver(before);
    if (before?.status !== after.status && after.status === 'subscribed') {
      const left = this.leftOf(after);
      if (source !== 'api') {
        this.leavers.delete(contact);
        this.addresses.delete(String(after.id));
      } else if (left) put(this.violations, caseOf(after, left, at));
    }
    this.noteLeaver(after);
  }

  forgot(contact: MailchimpObject): void {
    this.addresses.set(String(contact.id), 'forgotten');
  }

  subscribedUnasked(contact: MailchimpObject, at: number): void {
    put(this.unconfirmed, caseOf(contact, null, at));
  }

  refusedToSubscribe(contact: MailchimpObject, at: number): void {
    put(this.refused, caseOf(contact, this.leftOf(contact) ?? departureOf(contact) ?? null, at));
  }

  /** Why the contact unsubscribed, also when it has been archived or asked again since. */
  reasonOf(contact: MailchimpObject): string {
    return String(contact.unsubscribe_reason ?? this.leavers.get(String(contact.contact_id))?.reason ?? '');
  }

  clear(): void {
    for (const cases of [this.violations, this.unconfirmed, this.refused]) cases.length = 0;
  }

  private leftOf(contact: MailchimpObject): Departure | undefined {
    return this.leavers.get(String(contact.contact_id))?.left ?? this.addresses.get(String(contact.id));
  }

  private noteLeaver(contact: MailchimpObject): void {
    const left = departureOf(contact);
    const known = this.leavers.get(String(contact.contact_id));
    if (!left || (left === 'archived' && known)) return;
    this.addresses.set(String(contact.id), left);
    this.leavers.set(String(contact.contact_id), { left, reason: String(contact.unsubscribe_reason ?? '') });
  }
}

function departureOf({ status }: MailchimpObject): Departure | undefined {
  return LEFT.find((left) => left === status);
}

function caseOf(contact: MailchimpObject, left: Departure | null, at: number): ConsentCase {
  return { at: timestamp(at), listId: String(contact.list_id), email: String(contact.email_address), left };
}

function put(cases: ConsentCase[], one: ConsentCase): void {
  if (cases.length < MOST_CASES) cases.push(one);
}
