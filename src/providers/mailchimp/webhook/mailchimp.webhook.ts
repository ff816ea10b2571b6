import { createHash } from 'node:crypto';
import { LONGEST_NAME, optionalName, requiredName } from '../../kit/event.fields.js';
import { readParts } from '../../kit/event.parts.js';
import { SignedJson } from '../../kit/signed.json.js';
import { isRecentSignature, isSignedInTime } from '../../kit/timestamped.signature.js';
import { UnreadableError } from '../../kit/unreadable.error.js';
import type { WebhookLimits } from '../../kit/webhook.limits.js';
import type {
  AnnouncedDelivery,
  InboundEvent,
  WebhookDelivery,
  WebhookEffect,
  WebhookPort,
} from '../../webhook.port.js';
import { subscriberHash } from '../shape/mailchimp.contact-key.js';
import { externalIdOf } from '../shape/mailchimp.external-id.js';
import { readForm } from './mailchimp.form.js';
import { MANDRILL_EVENTS, mandrillEventsIn, toMandrillEvent } from './mandrill.event.js';
import { isHmac } from '../../kit/hmac.signature.js';
import { isSignedByMandrill } from './mandrill.signature.js';

const SIGNATURE = 'x-mailchimp-signature';
const MANDRILL_SIGNATURE = 'x-mandrill-signature';
/** Fields that name what an event is about, the first that is there. */
const SUBJECTS = [
  'data[id]',
  'data[contact_id]',
  'data[email]',
  'data[new_email]',
  'data[sms_phone_number]',
  'data[phone]',
  'data[new_phone]',
];

type Form = ReadonlyMap<string, string>;

/** Whether it comes from Mandrill, another product of Mailchimp with different keys. */
export function isFromMandrill({ headers }: AnnouncedDelivery): boolean {
  return headers[MANDRILL_SIGNATURE] !== undefined;
}

/**
 * Deliveries in three forms: signed by Mailchimp (webhooks created since 2026), signed by Mandrill, unsigned (older ones).
 * https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/
 */
export class MailchimpWebhook implements WebhookPort {
  private readonly json: SignedJson;

  constructor(private readonly limits: WebhookLimits) {
    this.json = new SignedJson(limits);
  }

  /** Unsigned deliveries are accepted only at a tenant's own endpoint, whose path cannot be guessed. */
  isPlausible({ headers, own }: AnnouncedDelivery, now: number): boolean {
    const header = headers[SIGNATURE];
    const mandrillHeader = headers[MANDRILL_SIGNATURE];
    if (mandrillHeader !== undefined) return header === undefined && isHmac('sha1', mandrillHeader);
    return header === undefined ? own : isRecentSignature(header, now, this.limits.WEBHOOK_TOLERANCE_SECONDS);
  }

  verify(delivery: WebhookDelivery, secrets: readonly string[], now: number): boolean {
    const { headers, body, notificationUrl, own } = delivery;
    const header = headers[SIGNATURE];
    const mandrillHeader = headers[MANDRILL_SIGNATURE];
    if (header !== undefined && mandrillHeader !== undefined) return false;
    if (mandrillHeader !== undefined) return isSignedByMandrill(body, mandrillHeader, secrets, notificationUrl);
    if (header !== undefined) return isSignedInTime(body, header, secrets, now, this.limits.WEBHOOK_TOLERANCE_SECONDS);
    return own && secrets.length === 0;
  }

  parse(delivery: WebhookDelivery): InboundEvent[] {
    const { body } = delivery;
    // So it is asked, now and then, whether anybody is there.
    if (body.length === 0) return [];
    const form = this.form(body);
    const mandrillEvents = form.get(MANDRILL_EVENTS);
    if (mandrillEvents !== undefined) {
      return readParts(
        mandrillEventsIn(this.json.parse(mandrillEvents)),
        this.limits.WEBHOOK_MAX_EVENTS,
        toMandrillEvent,
      );
    }
    const type = requiredName(form.get('type'), 'type');
    const list = optionalName(listIn(form), 'data[list_id]') ?? '';
    const subject = SUBJECTS.map((name) => form.get(name)).find(Boolean) ?? '';
    return [
      {
        dedupeKey: bounded([type, list, subject, form.get('fired_at') ?? '', digest(body)].join('|')),
        eventId: null,
        type,
        account: list || null,
        livemode: null,
        body,
      },
    ];
  }

  effects(body: string): WebhookEffect[] {
    // Of Mandrill's, each event is kept as the JSON object that it is.
    if (body.startsWith('{')) return [];
    const form = this.form(Buffer.from(body));
    const list = listIn(form);
    switch (form.get('type')) {
      case 'subscribe':
      case 'profile':
      case 'cleaned':
        return contact(list, form);
      case 'unsubscribe':
        return [...contact(list, form), ...leaver(form.get('data[campaign_id]'), emailIn(form))];
      case 'upemail':
        return contacts(list, form.get('data[old_email]'), form.get('data[new_email]'));
      case 'sms_subscribe':
      case 'sms_unsubscribe':
      case 'upsms':
        return smsContact(list, form);
      case 'campaign':
        return campaign(form.get('data[id]'));
      // An SMS campaign is none of the campaigns that are kept.
      case 'sms_campaign':
      default:
        return [];
    }
  }

  private form(body: Buffer): Form {
    const most = this.limits.WEBHOOK_MAX_NODES;
    const form = readForm(body, most);
    if (!form) throw new UnreadableError('too_many_values', `The form has more than ${most} fields`);
    return form.fields;
  }
}

/** `fired_at` has seconds only: what changes twice within one makes two events, which their content tells apart. */
function digest(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 12);
}

function bounded(key: string): string {
  return key.length <= LONGEST_NAME ? key : createHash('sha256').update(key).digest('hex');
}

function listIn(form: Form): string | undefined {
  return form.get('data[list_id]') || form.get('data[audience_id]');
}

function emailIn(form: Form): string | undefined {
  return form.get('data[email]') || form.get('data[merges][EMAIL]');
}

/** The address is the name of a contact. After a change of address, the contact of the old one is found deleted. */
function contacts(list: string | undefined, ...emails: (string | undefined)[]): WebhookEffect[] {
  return named(
    list,
    emails.map((email) => email && subscriberHash(email)),
  );
}

/** Without an address it is named by its contact id. */
function contact(list: string | undefined, form: Form): WebhookEffect[] {
  const email = emailIn(form);
  return named(list, [email ? subscriberHash(email) : form.get('data[contact_id]')]);
}

/**
 * By the address, if there is one: that names the contact. The contact id names those with a phone number only, and is
 * found deleted once they have an address. What has neither is found by the next run.
 */
function smsContact(list: string | undefined, form: Form): WebhookEffect[] {
  const email = emailIn(form);
  const contactId = form.get('data[contact_id]') || (email ? undefined : form.get('data[id]'));
  return named(list, [email && subscriberHash(email), contactId]);
}

function named(list: string | undefined, ids: readonly (string | undefined)[]): WebhookEffect[] {
  if (!list) return [];
  return [...new Set(ids)].flatMap((id) =>
    id ? [{ kind: 'pointer', type: 'contacts', externalId: externalIdOf({ parent: list, id }) }] : [],
  );
}

function leaver(campaignId: string | undefined, email: string | undefined): WebhookEffect[] {
  if (!campaignId || !email) return [];
  const externalId = externalIdOf({ parent: campaignId, id: subscriberHash(email) });
  return [{ kind: 'pointer', type: 'unsubscribes', externalId }];
}

function campaign(externalId: string | undefined): WebhookEffect[] {
  if (!externalId) return [];
  return ['campaigns', 'campaign_reports'].map((type) => ({ kind: 'pointer', type, externalId }));
}
