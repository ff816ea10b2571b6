import { validationFault } from '../quickbooks.fault.js';

interface StoredAnswer {
  status: number;
  body: string;
}

const MOST_ENTRIES = 100_000;
const LONGEST = 50;

/** `requestid`: the second call with the same one gets the first answer, whatever it asks. How long is not documented. */
export class RequestIds {
  private readonly answers = new Map<string, StoredAnswer>();

  find(realmId: string, requestId: string): StoredAnswer | undefined {
    if (requestId.length > LONGEST) {
      throw validationFault('2050', 'Invalid String Length', `requestid is longer than ${LONGEST}`, 'requestid');
    }
    return this.answers.get(`${realmId} ${requestId}`);
  }

  keep(realmId: string, requestId: string, answer: StoredAnswer): void {
    this.answers.set(`${realmId} ${requestId}`, answer);
    if (this.answers.size > MOST_ENTRIES) this.answers.delete(this.answers.keys().next().value!);
  }
}
