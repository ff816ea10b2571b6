import { Stripping } from '../../stripping/stripping.js';

/**
 * What Mailchimp sends and must not be stored: the password of a report that is shared. What is about a person goes once
 * the person does. https://mailchimp.com/developer/marketing/api/reports/
 */
export const MAILCHIMP_STRIPPED = new Stripping({ members: { share_password: 'remove' } }, [
  'contacts',
  'customers',
  'email_activity',
  'unsubscribes',
]);
