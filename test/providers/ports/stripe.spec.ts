import { describePort } from '../port.contract.js';
import { stripeSubject } from '../subjects/stripe.subject.js';

describePort(stripeSubject);
