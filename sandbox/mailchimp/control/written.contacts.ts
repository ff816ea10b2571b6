import { externalId } from '../live/change.journal.js';
import { shown } from '../live/live.view.js';
import type { MailchimpAccount } from '../live/mailchimp.account.js';

/** The contacts that were added or changed since the account was made, by the hash of their address. */
export function* writtenContacts(account: MailchimpAccount, prefix = '') {
  for (const audience of account.audiences.values()) {
    for (const contact of audience.contacts.written()) {
      const object = shown(account, 'contacts', contact);
      const reference = String(object.id);
      if (!reference.startsWith(prefix)) continue;
      yield { reference, stream: 'contacts', id: externalId(audience.id, 'contacts', object), object };
    }
  }
}
