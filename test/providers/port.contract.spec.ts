import { describePort } from './port.contract.js';
import { SUBJECTS } from './subjects.js';

SUBJECTS.forEach(describePort);
