import { Stripping } from '../../stripping/stripping.js';

/** Mailchimp's API is not known to send anything that must not be stored, as long as the person is there. */
export const MAILCHIMP_STRIPPED = new Stripping({ members: {} }, [
  'contacts',
  'customers',
  'email_activity',
  'unsubscribes',
]);
