import type { Application, CalendarDate, Instrument, Line, Money } from './values.js';

/** What was bought, and how it was paid. */
export interface SalesShapes {
  subscription: {
    customerId: string | null;
    status: string;
    currency: string | null;
    items: { id: string; priceId: string | null; productId: string | null; quantity: number | null }[];
    startedAt: string | null;
    cancelAtPeriodEnd: boolean;
    canceledAt: string | null;
    endedAt: string | null;
    createdAt: string | null;
  };
  invoice: Money & {
    customerId: string | null;
    subscriptionId: string | null;
    number: string | null;
    status: string | null;
    subtotalMinor: number | null;
    taxMinor: number | null;
    amountPaidMinor: number | null;
    /** What remains to be paid. */
    amountDueMinor: number | null;
    lines: Line[];
    date: CalendarDate | null;
    dueAt: CalendarDate | null;
    createdAt: string | null;
  };
  /** A payment, or a part of one, that settles an invoice. */
  invoice_payment: Money & {
    invoiceId: string | null;
    paymentId: string | null;
    chargeId: string | null;
    status: string | null;
    paidAt: string | null;
    createdAt: string | null;
  };
  invoice_item: Money & {
    customerId: string | null;
    invoiceId: string | null;
    description: string | null;
    quantity: number | null;
    createdAt: string | null;
  };
  credit_note: Money & {
    customerId: string | null;
    invoiceId: string | null;
    status: string | null;
    reason: string | null;
    date: CalendarDate | null;
    createdAt: string | null;
  };
  payment: Money &
    Instrument & {
      customerId: string | null;
      invoiceId: string | null;
      status: string;
      amountReceivedMinor: number | null;
      /** Part of the amount. */
      tipMinor: number | null;
      /** What the vendor keeps for processing it. */
      processingFeeMinor: number | null;
      /** What the platform keeps. */
      applicationFeeMinor: number | null;
      /** What is left of what was received when both fees are taken. */
      netMinor: number | null;
      orderId: string | null;
      locationId: string | null;
      /** The documents that it settles. */
      appliedTo: Application[];
      /** The day it belongs to in the books. */
      date: CalendarDate | null;
      description: string | null;
      latestChargeId: string | null;
      metadata: Record<string, string>;
      createdAt: string | null;
    };
  setup: { customerId: string | null; status: string; usage: string | null; createdAt: string | null };
  /** A stored way to pay. */
  payment_method: Instrument & {
    customerId: string | null;
    /** Of a card: `2027-09`. */
    expires: string | null;
    country: string | null;
    metadata: Record<string, string>;
    createdAt: string | null;
  };
  charge: Money &
    Instrument & {
      customerId: string | null;
      paymentId: string | null;
      status: string;
      /** Also true for what is only authorised: `amountCapturedMinor` is what was taken. */
      paid: boolean;
      amountCapturedMinor: number | null;
      applicationFeeMinor: number | null;
      /** Of a card that was paid with through one: `apple_pay`. */
      wallet: string | null;
      outcome: { type: string | null; reason: string | null; riskLevel: string | null } | null;
      metadata: Record<string, string>;
      amountRefundedMinor: number;
      disputed: boolean;
      ledgerEntryId: string | null;
      failureCode: string | null;
      createdAt: string | null;
    };
  refund: Money & {
    paymentId: string | null;
    chargeId: string | null;
    status: string | null;
    reason: string | null;
    failureReason: string | null;
    ledgerEntryId: string | null;
    orderId: string | null;
    locationId: string | null;
    /** Of the processing fee, what came back. */
    feeRefundedMinor: number | null;
    metadata: Record<string, string>;
    date: CalendarDate | null;
    createdAt: string | null;
  };
  /** A warning of a card's issuer that a charge may be fraud. */
  fraud_warning: {
    chargeId: string | null;
    paymentId: string | null;
    kind: string | null;
    actionable: boolean;
    createdAt: string | null;
  };
  dispute: Money & {
    paymentId: string | null;
    chargeId: string | null;
    status: string;
    reason: string | null;
    evidenceDueAt: string | null;
    /** What the vendor charges for it. */
    feeMinor: number | null;
    createdAt: string | null;
  };
  checkout: {
    customerId: string | null;
    paymentId: string | null;
    status: string | null;
    paymentStatus: string | null;
    totalMinor: number | null;
    currency: string | null;
    lines: Line[];
    expiresAt: string | null;
    createdAt: string | null;
  };
  quote: {
    customerId: string | null;
    status: string;
    totalMinor: number | null;
    currency: string | null;
    expiresAt: string | null;
    createdAt: string | null;
  };
  order: {
    customerId: string | null;
    locationId: string | null;
    status: string | null;
    totalMinor: number | null;
    taxMinor: number | null;
    discountMinor: number | null;
    tipMinor: number | null;
    serviceChargeMinor: number | null;
    currency: string | null;
    lines: Line[];
    tenders: (Instrument & {
      id: string | null;
      paymentId: string | null;
      amountMinor: number | null;
      tipMinor: number | null;
    })[];
    /** What was brought back, by the order that it came from. */
    returns: { sourceOrderId: string | null; totalMinor: number | null; lines: Line[] }[];
    metadata: Record<string, string>;
    closedAt: string | null;
    createdAt: string | null;
  };
  /** Money that came in at once, for what was sold at once. */
  receipt: Money & {
    customerId: string | null;
    number: string | null;
    depositAccountId: string | null;
    lines: Line[];
    date: CalendarDate | null;
    createdAt: string | null;
  };
}
