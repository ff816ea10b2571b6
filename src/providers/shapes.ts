/**
 * The normalised shapes: what `data` of a record looks like, whichever provider it came from. Times are ISO 8601
 * UTC. Money is an integer in the currency's minor unit with an upper-case ISO 4217 code. Ids are the provider's.
 * What a provider does not say is `null`.
 */
export interface Shapes {
  account: { name: string | null; email: string | null; country: string | null; currency: string | null };
  customer: {
    name: string | null;
    email: string | null;
    phone: string | null;
    address: Address | null;
    currency: string | null;
    metadata: Record<string, string>;
    createdAt: string | null;
  };
  /** What is sold, and what it is sorted and adjusted by: `kind` tells which. */
  product: Money & {
    kind: 'product' | 'variation' | 'category' | 'tax' | 'discount' | 'option_list' | 'service' | 'stock';
    /** Of a variation: its product. Of a category: the one above it. */
    parentId: string | null;
    name: string | null;
    description: string | null;
    active: boolean;
    defaultPriceId: string | null;
    url: string | null;
    metadata: Record<string, string>;
    createdAt: string | null;
  };
  price: Money & {
    productId: string | null;
    active: boolean;
    nickname: string | null;
    recurring: { interval: string; intervalCount: number } | null;
    createdAt: string | null;
  };
  discount: {
    name: string | null;
    code: string | null;
    percentOff: number | null;
    amountOffMinor: number | null;
    currency: string | null;
    active: boolean;
    couponId: string | null;
    createdAt: string | null;
  };
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
  ledger_entry: Money & {
    type: string;
    feeMinor: number;
    netMinor: number;
    status: string | null;
    sourceId: string | null;
    description: string | null;
    availableAt: string | null;
    createdAt: string | null;
  };
  payout: Money & {
    status: string;
    method: string | null;
    arrivalAt: string | null;
    description: string | null;
    createdAt: string | null;
  };
  transfer: Money & {
    destinationId: string | null;
    amountReversedMinor: number;
    description: string | null;
    createdAt: string | null;
  };
  fee: Money & {
    accountId: string | null;
    chargeId: string | null;
    amountRefundedMinor: number;
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
  payment_link: {
    url: string | null;
    active: boolean;
    currency: string | null;
    metadata: Record<string, string>;
  };
  quote: {
    customerId: string | null;
    status: string;
    totalMinor: number | null;
    currency: string | null;
    expiresAt: string | null;
    createdAt: string | null;
  };
  location: {
    name: string | null;
    status: string | null;
    address: Address | null;
    phone: string | null;
    email: string | null;
    currency: string | null;
    timezone: string | null;
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
  inventory: {
    productId: string | null;
    locationId: string | null;
    state: string | null;
    /** Decimal. */
    quantity: string | null;
    countedAt: string | null;
  };
  gift_card: Money & {
    kind: string | null;
    status: string | null;
    lastDigits: string | null;
    customerIds: string[];
    createdAt: string | null;
  };
  loyalty_account: {
    customerId: string | null;
    programId: string | null;
    points: number | null;
    lifetimePoints: number | null;
    enrolledAt: string | null;
    createdAt: string | null;
  };
  audience: {
    name: string | null;
    memberCount: number | null;
    unsubscribeCount: number | null;
    createdAt: string | null;
  };
  contact: {
    audienceId: string | null;
    email: string | null;
    name: string | null;
    phone: string | null;
    /** `subscribed`, `unsubscribed`, `cleaned`, `pending`, `transactional`, `archived`. */
    status: string | null;
    tags: string[];
    /** What the audience asks for, by the names it gives. */
    fields: Record<string, unknown>;
    language: string | null;
    optedInAt: string | null;
    createdAt: string | null;
  };
  segment: {
    audienceId: string | null;
    name: string | null;
    kind: string | null;
    memberCount: number | null;
    createdAt: string | null;
  };
  campaign: {
    audienceId: string | null;
    name: string | null;
    subject: string | null;
    kind: string | null;
    status: string | null;
    sentAt: string | null;
    recipientCount: number | null;
    createdAt: string | null;
  };
  campaign_report: {
    campaignId: string | null;
    sent: number | null;
    opens: number | null;
    uniqueOpens: number | null;
    clicks: number | null;
    bounces: number | null;
    unsubscribes: number | null;
    abuseReports: number | null;
    sentAt: string | null;
  };
  unsubscribe: {
    campaignId: string | null;
    audienceId: string | null;
    email: string | null;
    reason: string | null;
    unsubscribedAt: string | null;
  };
  store: {
    audienceId: string | null;
    name: string | null;
    url: string | null;
    currency: string | null;
    createdAt: string | null;
  };
  /** An account of the ledger. */
  ledger_account: {
    name: string | null;
    number: string | null;
    kind: string | null;
    classification: string | null;
    balanceMinor: number | null;
    currency: string | null;
    active: boolean;
    createdAt: string | null;
  };
  /** What postings are sorted by. */
  category: { name: string | null; parentId: string | null; active: boolean; createdAt: string | null };
  /** Money that came in at once, for what was sold at once. */
  receipt: Money & {
    customerId: string | null;
    number: string | null;
    depositAccountId: string | null;
    date: string | null;
    createdAt: string | null;
  };
  deposit: Money & { accountId: string | null; paymentIds: string[]; date: string | null; createdAt: string | null };
  journal_entry: {
    number: string | null;
    currency: string | null;
    lines: { accountId: string | null; side: 'debit' | 'credit'; amountMinor: number | null }[];
    date: string | null;
    createdAt: string | null;
  };
  bill: Money & {
    vendorId: string | null;
    number: string | null;
    amountDueMinor: number | null;
    dueAt: string | null;
    date: string | null;
    createdAt: string | null;
  };
  tax_rate: {
    name: string | null;
    percentage: number | null;
    inclusive: boolean;
    active: boolean;
    country: string | null;
    createdAt: string | null;
  };
}

export interface Money {
  amountMinor: number | null;
  currency: string | null;
}

export interface Address {
  line1: string | null;
  line2: string | null;
  city: string | null;
  region: string | null;
  postalCode: string | null;
  country: string | null;
}
