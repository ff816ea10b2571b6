import { givenBack, paidLines, wholeAmount, type Paid } from './quickbooks.paid-lines.js';
import type { PushedPayment } from './quickbooks.pushed-items.js';

/**
 * What a payment is for. A refund without lines gives back those of its sale, or tickets if that is not known.
 * @throws HeldBack when lines do not add up
 */
export function paidFor(payment: PushedPayment, sale: PushedPayment | null): Paid {
  if (!isDerived(payment)) return paidLines(payment);
  return sale ? givenBack(payment, sale) : wholeAmount(payment);
}

/** A refund that does not say what it gives back. */
export const isDerived = ({ type, lines }: PushedPayment): boolean => type === 'refund' && !lines?.length;
