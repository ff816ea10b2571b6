import { z } from 'zod';
import { amountMinor, common, currency, email, id, instant, requiredText, text } from './item.fields.js';
import { addUp } from './payment.totals.js';

const PAYMENT_TYPES = ['ticket_purchase', 'refund', 'fee', 'payout'] as const;
const PAYMENT_STATUSES = ['pending', 'processing', 'completed', 'failed', 'refunded', 'partially_refunded'] as const;
const LINE_TYPES = ['ticket', 'fee', 'tip', 'donation', 'gift_card', 'shipping', 'discount', 'other'] as const;

const MOST_LINES = 500;
const MOST_QUANTITY = 1_000_000;

const line = z
  .strictObject({
    type: z.enum(LINE_TYPES).nullish(),
    description: requiredText(1_000),
    quantity: z.int().min(1).max(MOST_QUANTITY),
    /** Without tax. */
    unitAmountMinor: z.int(),
    taxMinor: z.int().nullish(),
    ticketTypeId: id.nullish(),
  })
  .refine(({ type, unitAmountMinor }) => unitAmountMinor >= 0 || type === 'discount', {
    path: ['unitAmountMinor'],
    error: 'must not be negative, except in a line of type discount',
  });

export const paymentItem = z
  .strictObject({
    ...common,
    orderId: id.nullish(),
    eventId: id.nullish(),
    venueId: id.nullish(),
    type: z.enum(PAYMENT_TYPES),
    /** Gross: what the buyer paid, taxes and fees included. */
    amountMinor,
    currency,
    status: z.enum(PAYMENT_STATUSES),
    platformFeeMinor: amountMinor.nullish(),
    taxMinor: amountMinor.nullish(),
    provider: text(40).nullish(),
    providerPaymentId: text(200).nullish(),
    refundOfId: id.nullish(),
    test: z.boolean().nullish(),
    customer: z.strictObject({ id, email, name: text(200).nullish() }).nullish(),
    lines: z.array(line).max(MOST_LINES).nullish(),
    occurredAt: instant,
  })
  .refine(addUp, {
    path: ['lines'],
    error:
      'must add up: quantity × unitAmountMinor + taxMinor of all lines is amountMinor, and their taxes are taxMinor',
    params: { code: 'lines_do_not_add_up' },
  });
