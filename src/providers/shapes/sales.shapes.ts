import type { Money } from './values.js';

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
    amountDueMinor: number | null;
    dueAt: string | null;
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
    createdAt: string | null;
  };
  payment: Money & {
    customerId: string | null;
    invoiceId: string | null;
    status: string;
    amountReceivedMinor: number | null;
    description: string | null;
    latestChargeId: string | null;
    metadata: Record<string, string>;
    createdAt: string | null;
  };
  setup: { customerId: string | null; status: string; usage: string | null; createdAt: string | null };
  charge: Money & {
    customerId: string | null;
    paymentId: string | null;
    status: string;
    paid: boolean;
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
    createdAt: string | null;
  };
  dispute: Money & {
    paymentId: string | null;
    chargeId: string | null;
    status: string;
    reason: string | null;
    evidenceDueAt: string | null;
    createdAt: string | null;
  };
  checkout: {
    customerId: string | null;
    paymentId: string | null;
    status: string | null;
    paymentStatus: string | null;
    totalMinor: number | null;
    currency: string | null;
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
    currency: string | null;
    lines: {
      productId: string | null;
      description: string | null;
      quantity: number | null;
      totalMinor: number | null;
    }[];
    closedAt: string | null;
    createdAt: string | null;
  };
  /** Money that came in at once, for what was sold at once. */
  receipt: Money & {
    customerId: string | null;
    number: string | null;
    depositAccountId: string | null;
    date: string | null;
    createdAt: string | null;
  };
}
