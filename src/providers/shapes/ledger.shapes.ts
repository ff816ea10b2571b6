import { z } from 'zod';
import { amount, currency, day, flag, fraction, metadata, method, text, time } from './fields.js';
import { APPLICATION, LINE, MONEY } from './values.js';

/** Where the money went. */
export const LEDGER_SHAPES = {
  ledger_entry: z
    .object({
      ...MONEY.shape,
      type: z.string(),
      feeMinor: z.int(),
      netMinor: z.int(),
      status: text,
      sourceId: text,
      payoutId: text.describe('The payout that it was paid out with.'),
      fees: z
        .array(
          z.object({
            kind: text,
            amountMinor: z.int(),
            currency,
            description: text,
          }),
        )
        .describe('What `feeMinor` is made of.'),
      exchangeRate: fraction.describe('From the currency of the source to that of the entry.'),
      reportingCategory: text.describe("What the vendor's reports call it: `charge`, `refund`, `dispute`."),
      description: text,
      availableAt: time,
      createdAt: time,
    })
    .describe('One entry of the ledger of an account at a provider.'),
  payout: z
    .object({
      ...MONEY.shape,
      status: z.string(),
      method: text,
      automatic: flag.nullable().describe("On the vendor's schedule; `false`: on request."),
      arrivalAt: day,
      destinationId: text.describe('The bank account or card.'),
      ledgerEntryId: text,
      feeMinor: amount,
      failureCode: text,
      failureReason: text,
      description: text,
      createdAt: time,
    })
    .describe('Money that the provider pays to the owner of the account.'),
  payout_entry: z
    .object({
      ...MONEY.shape,
      payoutId: text,
      ledgerEntryId: text,
      paymentId: text,
      refundId: text,
      type: text,
      feeMinor: amount,
      netMinor: amount,
      createdAt: time,
    })
    .describe('One entry of the ledger that a payout contains.'),
  transfer: z
    .object({
      ...MONEY.shape,
      sourceAccountId: text,
      destinationId: text,
      date: day,
      amountReversedMinor: z.int(),
      description: text,
      createdAt: time,
    })
    .describe('Money that was moved from one account to another.'),
  fee: z
    .object({
      ...MONEY.shape,
      accountId: text,
      chargeId: text,
      amountRefundedMinor: z.int(),
      createdAt: time,
    })
    .describe('A fee that the platform took from a charge.'),
  fee_refund: z
    .object({
      ...MONEY.shape,
      feeId: text,
      metadata,
      createdAt: time,
    })
    .describe('A fee, or a part of one, that the platform gave back.'),
  transfer_reversal: z
    .object({
      ...MONEY.shape,
      transferId: text,
      refundId: text,
      metadata,
      createdAt: time,
    })
    .describe('A transfer, or a part of one, that was taken back.'),
  bank_account: z
    .object({
      name: text,
      bank: text,
      last4: text,
      status: text,
      country: text,
      currency,
      locationId: text,
      debitable: flag.nullable().describe('Whether the account may be debited.'),
      createdAt: time,
    })
    .describe('A bank account that is linked to the account.'),
  ledger_account: z
    .object({
      name: text,
      number: text,
      kind: text,
      classification: text,
      balanceMinor: amount,
      currency,
      active: flag,
      createdAt: time,
    })
    .describe('An account in the books of a company.'),
  category: z
    .object({
      name: text,
      parentId: text,
      active: flag,
      createdAt: time,
    })
    .describe('A category of postings.'),
  preferences: z
    .object({
      currency,
      multicurrency: flag,
      closedUntil: day.describe('Nothing may be posted up to this day.'),
      customNumbers: flag,
      usesClasses: flag,
      usesDepartments: flag,
      usesTax: flag,
      createdAt: time,
    })
    .describe('Settings of the books of a company.'),
  deposit: z
    .object({
      ...MONEY.shape,
      accountId: text,
      paymentIds: z.array(z.string()),
      date: day,
      createdAt: time,
    })
    .describe('Payments that were taken to the bank together.'),
  journal_entry: z
    .object({
      ...MONEY.shape,
      number: text,
      lines: z.array(
        z.object({
          accountId: text,
          side: z.enum(['debit', 'credit']),
          amountMinor: amount,
        }),
      ),
      date: day,
      createdAt: time,
    })
    .describe('A journal entry. The amount is the sum of its debits, which is also the sum of its credits.'),
  bill: z
    .object({
      ...MONEY.shape,
      vendorId: text,
      number: text,
      amountDueMinor: amount,
      lines: z.array(LINE),
      dueAt: day,
      date: day,
      createdAt: time,
    })
    .describe('A bill of a vendor.'),
  bill_payment: z
    .object({
      ...MONEY.shape,
      vendorId: text,
      number: text,
      accountId: text,
      method,
      appliedTo: z.array(APPLICATION),
      date: day,
      createdAt: time,
    })
    .describe('A payment to a vendor that settles bills.'),
  purchase: z
    .object({
      ...MONEY.shape,
      accountId: text,
      payeeId: text,
      number: text,
      method,
      isCredit: flag.describe('Money that came back.'),
      lines: z.array(LINE),
      date: day,
      createdAt: time,
    })
    .describe('Something that was bought and paid at the same time.'),
};
