import type { PostedAmounts } from '../../providers/push.port.js';
import type { Reason } from '../targets/target.store.js';

export const AMOUNT_DIFFERS = 'amount_differs';

/** Whether the provider has posted what was sent. Amounts are compared as text, so nothing is rounded. */
export function areSame(sent: PostedAmounts, posted: PostedAmounts): boolean {
  return sent.total === posted.total && sent.currency === posted.currency && sent.date === posted.date;
}

export function amountDiffers(sent: PostedAmounts, posted: PostedAmounts): Reason {
  return { code: AMOUNT_DIFFERS, message: `Sent ${textOf(sent)}, and the provider has ${textOf(posted)}` };
}

function textOf({ total, currency, date }: PostedAmounts): string {
  return `${total} ${currency} of ${date}`;
}
