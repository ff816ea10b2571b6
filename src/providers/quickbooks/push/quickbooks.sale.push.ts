import { NOTHING } from '../../kit/push/built.requests.js';
import type { BuiltRequest, KnownObject } from '../../push.port.js';
import { postedAmounts } from './quickbooks.posted.js';
import { streamOf } from './quickbooks.push-targets.js';
import type { ReceiptKind } from './quickbooks.receipt.push.js';
import { voiding } from './quickbooks.push-requests.js';

const stream = streamOf('sale');
const ZERO = '0';

/** A sales receipt. If its payment fails after all, it is voided: its number stays, and its amounts are zero. */
export const SALE: ReceiptKind = { stream, reverse };

function reverse(known: KnownObject, currency: string, key: string): BuiltRequest {
  if (!known.object) return NOTHING;
  const posted = postedAmounts(known.object, currency);
  if (posted.total === ZERO) return NOTHING;
  const expects = { ...posted, total: ZERO };
  return { kind: 'request', request: voiding({ stream, key, expects }, known) };
}
