import { text } from '../../kit/fields.js';
import type { StoredRequest } from '../../push.port.js';
import { markIn } from './quickbooks.names.js';
import { lineAmounts, postedAmounts } from './quickbooks.posted.js';
import { bodyOf } from './quickbooks.push-requests.js';

type Raw = Readonly<Record<string, unknown>>;

/**
 * Whether a document that has our number is the one that the request makes. It bears our mark, or it says the same: its note
 * may have been changed. Any other is the work of a person.
 */
export function isOwnDocument(object: Raw, request: Pick<StoredRequest, 'body' | 'expects'>): boolean {
  const body = bodyOf(request);
  const mark = markIn(body.PrivateNote);
  if (mark !== null && text(object.PrivateNote)?.includes(mark)) return true;
  const { expects } = request;
  if (!expects) return false;
  const { total, currency, date } = postedAmounts(object, expects.currency);
  const isSame = total === expects.total && currency === expects.currency && date === expects.date;
  return isSame && lineAmounts(object).join() === lineAmounts(body).join();
}
