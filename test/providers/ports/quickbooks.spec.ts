import { describePort } from '../port.contract.js';
import { quickbooksSubject } from '../subjects/quickbooks.subject.js';

describePort(quickbooksSubject);
