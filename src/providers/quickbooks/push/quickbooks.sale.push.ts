import { NOTHING } from '../../kit/push/built.requests.js';
import type { BuiltRequest, KnownObject } from '../../push.port.js';
import { HeldBack } from './quickbooks.held-back.js';
import { postedAmounts } from './quickbooks.posted.js';
import { streamOf } from './quickbooks.push-targets.js';
import type { ReceiptKind } from './quickbooks.receipt.push.js';
import { voiding } from './quickbooks.push-requests.js';

const stream = streamOf('sale');
const ZERO = '0';

/** A sales receipt. If its payment fails after all, it is voided: its number stays, and its amounts are zero. */
export const SALE: ReceiptKind = { stream, reverse };

/** @throws HeldBack for a document that somebody else has made */
function reverse(known: KnownObject, currency: string, key: string): BuiltRequest {
  if (!known.object) return NOTHING;
  const posted = postedAmounts(known.object, currency);
  if (posted.total === ZERO) return NOTHING;
  if (known.origin === 'adopted') {
    const message = `The payment has failed. The document ${known.externalId} is not ours to void: void it there, then accept`;
    throw HeldBack.dead('amount_changed', message);
  }
  const expects = { ...posted, total: ZERO };
  return { kind: 'request', request: voiding({ stream, key, expects }, known) };
}
