import type { Address, Money } from './values.js';

/** Who buys, and how they are spoken to. */
export interface PeopleShapes {
  account: { name: string | null; email: string | null; country: string | null; currency: string | null };
  customer: {
    name: string | null;
    email: string | null;
    phone: string | null;
    address: Address | null;
    currency: string | null;
    active: boolean;
    /** They asked not to be written to; `null`: the vendor does not say. */
    unsubscribed: boolean | null;
    metadata: Record<string, string>;
    createdAt: string | null;
  };
  /** Who is bought from. */
  vendor: {
    name: string | null;
    email: string | null;
    phone: string | null;
    address: Address | null;
    currency: string | null;
    balanceMinor: number | null;
    active: boolean;
    createdAt: string | null;
  };
  contact: {
    audienceId: string | null;
    email: string | null;
    name: string | null;
    phone: string | null;
    /** `subscribed`, `unsubscribed`, `cleaned`, `pending`, `transactional`, `archived`. */
    status: string | null;
    /** `subscribed`, `unsubscribed`, `nonsubscribed`, `pending`; `null`: none was ever asked for. */
    smsStatus: string | null;
    smsPhone: string | null;
    /** What the person has consented to, by the name that the audience gives it. */
    permissions: { id: string; name: string | null; granted: boolean }[];
    /** Ids of the interests that were chosen. */
    interests: string[];
    /** All of them, however many. */
    tags: string[];
    /** What the audience asks for, by the names it gives. */
    fields: Record<string, unknown>;
    language: string | null;
    optedInAt: string | null;
    createdAt: string | null;
  };
  audience: {
    name: string | null;
    memberCount: number | null;
    unsubscribeCount: number | null;
    createdAt: string | null;
  };
  segment: {
    audienceId: string | null;
    name: string | null;
    kind: string | null;
    memberCount: number | null;
    createdAt: string | null;
  };
  /** A field that an audience asks for. */
  contact_field: {
    audienceId: string | null;
    name: string | null;
    tag: string | null;
    kind: string | null;
    required: boolean;
    createdAt: string | null;
  };
  interest: {
    audienceId: string | null;
    categoryId: string | null;
    name: string | null;
    memberCount: number | null;
    createdAt: string | null;
  };
  /** What one person did with one campaign. */
  email_activity: {
    campaignId: string | null;
    audienceId: string | null;
    email: string | null;
    actions: { kind: string | null; at: string | null; url: string | null }[];
  };
  gift_card: Money & {
    kind: string | null;
    status: string | null;
    lastDigits: string | null;
    customerIds: string[];
    createdAt: string | null;
  };
  /** A change of what is left on a gift card. */
  gift_card_activity: Money & {
    giftCardId: string | null;
    kind: string | null;
    balanceMinor: number | null;
    orderId: string | null;
    paymentId: string | null;
    locationId: string | null;
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
}
