import type { ControlBody } from '../../common/control.router.js';
import { subscriberHash } from '../dataset/dataset.js';
import type { MailchimpAccount } from '../live/mailchimp.account.js';
import type { MailchimpAudience } from '../live/mailchimp.audience.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import type { MailchimpWorld } from '../mailchimp.world.js';

const USUAL_REASON = 'None given';
/** As who complains is reported: as abuse, for good. */
const COMPLAINT = 'Abuse complaint';

type Act = (contact: MailchimpObject, body: ControlBody) => MailchimpObject;

/** What becomes of a contact that is there. */
const ACTS: Record<string, Act> = {
  confirm: ({ status, email_address }) => {
    if (status !== 'pending') throw new Error(`${String(email_address)} was not asked: it is ${String(status)}`);
    return { status: 'subscribed' };
  },
  unsubscribe: (_contact, { reason }) => ({ status: 'unsubscribed', unsubscribe_reason: reason ?? USUAL_REASON }),
  complain: () => ({ status: 'unsubscribed', unsubscribe_reason: COMPLAINT }),
  bounce: () => ({ status: 'cleaned' }),
};

/** What the person behind an address does, by a link in a mail or on a form: none of it is a program's doing. */
export class PersonActions {
  constructor(private readonly world: MailchimpWorld) {}

  act(account: MailchimpAccount, body: ControlBody): unknown {
    const audience = audienceOf(account, body.listId);
    const email = String(body.email);
    if (body.after !== 'read') return this.actNow(account, audience, email, body);
    const hash = subscriberHash(email);
    this.world.races.afterRead(audience.id, hash, () => this.actNow(account, audience, email, body));
    return { after: 'read' };
  }

  private actNow(account: MailchimpAccount, audience: MailchimpAudience, email: string, body: ControlBody): unknown {
    const index = audience.indexOf(email);
    const by = { source: 'user' } as const;
    if (body.does === 'subscribe') return this.subscribe(account, audience, email, index);
    const act = ACTS[String(body.does)];
    if (!act) throw new Error(`does: one of subscribe, ${Object.keys(ACTS).join(', ')}`);
    if (index === undefined) throw new Error(`no contact ${email}`);
    const patch = act(audience.contacts.at(index)!, body);
    return this.world.journal.updateContact(account, audience, index, patch, by);
  }

  /** By the form, which also brings back who left; an audience may ask for a confirmation first. */
  private subscribe(account: MailchimpAccount, audience: MailchimpAudience, email: string, index: number | undefined) {
    const isAsked = account.audienceObject(audience.id).double_optin === true;
    const fields = { status: isAsked ? 'pending' : 'subscribed', source: 'Hosted Signup Form' };
    const by = { source: 'user' } as const;
    const { journal } = this.world;
    if (index === undefined) return journal.addContact(account, audience, email, fields, by);
    return journal.updateContact(account, audience, index, fields, by);
  }
}

function audienceOf(account: MailchimpAccount, listId: unknown): MailchimpAudience {
  const found = listId === undefined ? [...account.audiences.values()][0] : account.audiences.get(String(listId));
  if (!found) throw new Error(`no audience ${String(listId)}`);
  return found;
}
