import type { Subject } from './subject.js';
import { fakeSubject } from './fake/fake.subject.js';
import { mailchimpSubject } from './subjects/mailchimp.subject.js';
import { quickbooksSubject } from './subjects/quickbooks.subject.js';
import { squareSubject } from './subjects/square.subject.js';
import { stripeSubject } from './subjects/stripe.subject.js';

/** One line a provider. */
export const SUBJECTS: readonly Subject[] = [
  stripeSubject,
  squareSubject,
  mailchimpSubject,
  quickbooksSubject,
  fakeSubject,
];
