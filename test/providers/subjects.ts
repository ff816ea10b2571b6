import type { Subject } from './subject.js';
import { fakeSubject } from './fake/fake.subject.js';
import { stripeSubject } from './subjects/stripe.subject.js';

/** One line a provider. */
export const SUBJECTS: readonly Subject[] = [stripeSubject, fakeSubject];
