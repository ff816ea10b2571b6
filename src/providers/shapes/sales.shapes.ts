import { z } from 'zod';
import { amount, currency, day, flag, fraction, metadata, text, time } from './fields.js';
import { APPLICATION, INSTRUMENT, LINE, MONEY } from './values.js';

/** What was bought, and how it was paid. */
export const SALES_SHAPES = {
  subscription: z
    .object({
      customerId: text,
      status: z.string(),
      currency,
      items: z.array(
        z.object({
          id: z.string(),
          priceId: text,
          productId: text,
          quantity: fraction,
        }),
      ),
      startedAt: time,
      cancelAtPeriodEnd: flag,
      canceledAt: time,
      endedAt: time,
      createdAt: time,
    })
    .describe('A purchase that is repeated.'),
  invoice: z
    .object({
      ...MONEY.shape,
      customerId: text,
      subscriptionId: text,
      number: text,
      status: text,
      subtotalMinor: amount,
      taxMinor: amount,
      amountPaidMinor: amount,
      amountDueMinor: amount.describe('What remains to be paid.'),
      lines: z.array(LINE),
      date: day,
      dueAt: day,
      createdAt: time,
    })
    .describe('An invoice to a customer.'),
  invoice_payment: z
    .object({
      ...MONEY.shape,
      invoiceId: text,
      paymentId: text,
      chargeId: text,
      status: text,
      paidAt: time,
      createdAt: time,
    })
    .describe('A payment, or a part of one, that settles an invoice.'),
  invoice_item: z
    .object({
      ...MONEY.shape,
      customerId: text,
      invoiceId: text,
      description: text,
      quantity: fraction,
      createdAt: time,
    })
    .describe('Something that the next invoice of a customer will contain.'),
  credit_note: z
    .object({
      ...MONEY.shape,
      customerId: text,
      invoiceId: text,
      status: text,
      reason: text,
      date: day,
      createdAt: time,
    })
    .describe('A document that lowers an invoice.'),
  payment: z
    .object({
      ...MONEY.shape,
      ...INSTRUMENT.shape,
      customerId: text,
      invoiceId: text,
      status: z.string(),
      amountReceivedMinor: amount,
      tipMinor: amount.describe('Part of the amount.'),
      processingFeeMinor: amount.describe('What the vendor keeps for processing it.'),
      applicationFeeMinor: amount.describe('What the platform keeps.'),
      netMinor: amount.describe('What is left of what was received when both fees are taken.'),
      orderId: text,
      locationId: text,
      appliedTo: z.array(APPLICATION).describe('The documents that it settles.'),
      date: day.describe('The day it belongs to in the books.'),
      description: text,
      latestChargeId: text,
      metadata,
      createdAt: time,
    })
    .describe('A payment of a customer.'),
  setup: z
    .object({
      customerId: text,
      status: z.string(),
      usage: text,
      createdAt: time,
    })
    .describe('An attempt to store a way to pay.'),
  payment_method: z
    .object({
      ...INSTRUMENT.shape,
      customerId: text,
      expires: text.describe('Of a card: `2027-09`.'),
      country: text,
      metadata,
      createdAt: time,
    })
    .describe('A stored way to pay.'),
  charge: z
    .object({
      ...MONEY.shape,
      ...INSTRUMENT.shape,
      customerId: text,
      paymentId: text,
      status: z.string(),
      paid: flag.describe('Also true for what is only authorised: `amountCapturedMinor` is what was taken.'),
      amountCapturedMinor: amount,
      applicationFeeMinor: amount,
      wallet: text.describe('Of a card that was paid with through one: `apple_pay`.'),
      outcome: z
        .object({
          type: text,
          reason: text,
          riskLevel: text,
        })
        .nullable(),
      metadata,
      amountRefundedMinor: z.int(),
      disputed: flag,
      ledgerEntryId: text,
      failureCode: text,
      createdAt: time,
    })
    .describe('One attempt to take money from a way to pay.'),
  refund: z
    .object({
      ...MONEY.shape,
      paymentId: text,
      chargeId: text,
      status: text,
      reason: text,
      failureReason: text,
      ledgerEntryId: text,
      orderId: text,
      locationId: text,
      feeRefundedMinor: amount.describe('Of the processing fee, what came back.'),
      metadata,
      date: day,
      createdAt: time,
    })
    .describe('Money that is given back to a customer.'),
  fraud_warning: z
    .object({
      chargeId: text,
      paymentId: text,
      kind: text,
      actionable: flag,
      createdAt: time,
    })
    .describe('A warning of the card issuer that a charge may be fraud.'),
  dispute: z
    .object({
      ...MONEY.shape,
      paymentId: text,
      chargeId: text,
      status: z.string(),
      reason: text,
      evidenceDueAt: time,
      feeMinor: amount.describe('What the vendor charges for it.'),
      createdAt: time,
    })
    .describe('A charge that the customer disputes with the bank.'),
  checkout: z
    .object({
      customerId: text,
      paymentId: text,
      status: text,
      paymentStatus: text,
      totalMinor: amount,
      currency,
      lines: z.array(LINE),
      expiresAt: time,
      createdAt: time,
    })
    .describe('A checkout page that a customer was sent to.'),
  quote: z
    .object({
      customerId: text,
      status: z.string(),
      totalMinor: amount,
      currency,
      expiresAt: time,
      createdAt: time,
    })
    .describe('An offer to a customer.'),
  order: z
    .object({
      customerId: text,
      locationId: text,
      status: text,
      totalMinor: amount,
      taxMinor: amount,
      discountMinor: amount,
      tipMinor: amount,
      serviceChargeMinor: amount,
      currency,
      lines: z.array(LINE),
      tenders: z.array(
        z.object({
          ...INSTRUMENT.shape,
          id: text,
          paymentId: text,
          amountMinor: amount,
          tipMinor: amount,
        }),
      ),
      returns: z
        .array(
          z.object({
            sourceOrderId: text,
            totalMinor: amount,
            lines: z.array(LINE),
          }),
        )
        .describe('What was brought back, by the order that it came from.'),
      metadata,
      closedAt: time,
      createdAt: time,
    })
    .describe('Something that a customer ordered.'),
  receipt: z
    .object({
      ...MONEY.shape,
      customerId: text,
      number: text,
      depositAccountId: text,
      lines: z.array(LINE),
      date: day,
      createdAt: time,
    })
    .describe('Money that came in at the moment of the sale.'),
};
