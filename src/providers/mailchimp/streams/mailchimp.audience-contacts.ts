import { contactKey } from '../shape/mailchimp.contact-key.js';
import { stream } from './mailchimp.stream.js';

const PATH = '/audiences/{audience_id}/contacts';

/**
 * The contacts of an audience, with those who have a phone number and no address: the list of members need not show
 * them. The SDK does not know these calls yet.
 * https://mailchimp.com/developer/marketing/docs/audiences-introduction/
 */
export const AUDIENCE_CONTACTS = stream({
  name: 'contacts',
  shape: 'contact',
  parent: 'audience',
  path: PATH,
  keyOf: contactKey,
  changedAt: 'last_updated_at',
  window: { from: 'updated_since', to: 'updated_before', includesEnd: true },
  paging: 'cursor',
  list: (api, audience_id, options) =>
    api.get(PATH, { audience_id }, { sort_field: 'updated_at', sort_dir: 'ASC', ...options }),
  read: (api, audience_id, contact_id, options) =>
    api.get(`${PATH}/{contact_id}`, { audience_id, contact_id }, options),
});
