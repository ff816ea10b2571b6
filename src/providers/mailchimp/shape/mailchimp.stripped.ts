import { Stripping } from '../../stripping/stripping.js';

/** Mailchimp's API is not known to send anything that must not be stored. */
export const MAILCHIMP_STRIPPED = new Stripping({ members: {} });
