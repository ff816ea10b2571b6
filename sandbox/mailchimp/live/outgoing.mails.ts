import { timestamp } from '../dataset/dataset.js';

/** `automation` is what a new tag sets off unless the request says that it only syncs. */
type MailKind = 'confirmation' | 'welcome' | 'automation';

interface OutgoingMail {
  at: string;
  kind: MailKind;
  listId: string;
  email: string;
}

const MOST_MAILS = 10_000;

/** The mails that changes of contacts make Mailchimp send. The oldest give way to new ones. */
export class OutgoingMails {
  private readonly mails: OutgoingMail[] = [];

  send(kind: MailKind, listId: string, email: unknown, at: number): void {
    this.mails.push({ at: timestamp(at), kind, listId, email: String(email) });
    if (this.mails.length > MOST_MAILS) this.mails.shift();
  }

  all(): readonly OutgoingMail[] {
    return this.mails;
  }
}
