import { text } from '../../kit/fields.js';
import type { ConsentPort, ProviderConsent } from '../../consent.port.js';
import { readForm } from '../webhook/mailchimp.form.js';

type Said = Pick<ProviderConsent, 'state'> & { at: unknown };

/**
 * What the status of a member says, and since when. `last_changed` moves with every change, so it is never too early.
 * When somebody was archived or is written to for transactional mail only, the person has said nothing.
 */
function saidBy({ status, timestamp_opt, last_changed }: Readonly<Record<string, unknown>>): Said | null {
  switch (status) {
    case 'subscribed':
      // Of one whom we have added, it is the time at which the platform says that they consented.
      return { state: 'granted', at: timestamp_opt };
    case 'unsubscribed':
    case 'cleaned':
      return { state: 'revoked', at: last_changed };
    case 'pending':
      return { state: 'pending', at: last_changed };
    default:
      return null;
  }
}

/** What a member says of a consent. `null`: nothing. */
export function consentOfMember(member: Readonly<Record<string, unknown>>): ProviderConsent | null {
  const said = saidBy(member);
  if (!said) return null;
  const reason = text(member.unsubscribe_reason);
  const evidence = { status: String(member.status), ...(reason && { reason }) };
  return consent(member.email_address, said, evidence);
}

/** Consents in Mailchimp's members and webhooks. */
export class MailchimpConsentNews implements ConsentPort {
  readonly stream = 'contacts';

  constructor(private readonly limits: { WEBHOOK_MAX_NODES: number }) {}

  ofRecord(member: Readonly<Record<string, unknown>>): ProviderConsent | null {
    return consentOfMember(member);
  }

  /**
   * Only what ends a consent. Who subscribes is read as a record: the event does not tell who was added by ourselves, and when
   * they consented. Nor does an archived or deleted contact say anything of the person.
   */
  ofWebhook(body: string): ProviderConsent | null {
    const fields = readForm(Buffer.from(body), this.limits.WEBHOOK_MAX_NODES)?.fields;
    const type = fields?.get('type');
    if (!fields || !(type === 'cleaned' || (type === 'unsubscribe' && fields.get('data[action]') !== 'delete')))
      return null;
    const email = fields.get('data[email]') || fields.get('data[merges][EMAIL]');
    const firedAt = fields.get('fired_at');
    const reason = fields.get('data[reason]');
    const said: Said = { state: 'revoked', at: firedAt && `${firedAt.replace(' ', 'T')}Z` };
    return consent(email, said, { event: type, ...(reason && { reason }) });
  }
}

function consent(email: unknown, { state, at }: Said, evidence: ProviderConsent['evidence']): ProviderConsent | null {
  const address = text(email);
  const statedAt = new Date(text(at) ?? '');
  return address && !Number.isNaN(statedAt.getTime()) ? { address, state, statedAt, evidence } : null;
}
