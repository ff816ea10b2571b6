import { describePort } from '../port.contract.js';
import { mailchimpSubject } from '../subjects/mailchimp.subject.js';

describePort(mailchimpSubject);
