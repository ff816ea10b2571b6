import { describePort } from '../port.contract.js';
import { squareSubject } from '../subjects/square.subject.js';

describePort(squareSubject);
