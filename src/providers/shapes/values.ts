/** A whole number of the currency's ISO 4217 minor unit, whatever the vendor counts in. */
export interface Money {
  amountMinor: number | null;
  /** ISO 4217, upper case. */
  currency: string | null;
}

export interface Address {
  line1: string | null;
  line2: string | null;
  city: string | null;
  region: string | null;
  postalCode: string | null;
  /** ISO 3166-1 alpha-2, upper case; what the vendor says where that is no country code or name. */
  country: string | null;
}

/** `YYYY-MM-DD`: a day of the calendar, which is no instant. */
export type CalendarDate = string;

/** One line of an invoice, a bill, a checkout or an order. */
export interface Line {
  id: string | null;
  productId: string | null;
  priceId: string | null;
  description: string | null;
  /** May be a fraction. */
  quantity: number | null;
  /** For one; `null` where it is no whole number of minor units. */
  unitAmountMinor: number | null;
  taxMinor: number | null;
  discountMinor: number | null;
  /** What the line adds to the whole. */
  totalMinor: number | null;
  metadata: Record<string, string>;
}

/** How a payment was made. */
export interface Instrument {
  /** `card`, `wallet`, `bank_account`, `cash`, `gift_card`, `buy_now_pay_later`, `check`, `other`. */
  method: string | null;
  /** Of a card, or of a wallet: `visa`, `apple_pay`; lower case with underscores. */
  brand: string | null;
  last4: string | null;
}

/** A part of a payment that settles a document. */
export interface Application {
  /** The stream of the document: `invoices`, `bills`, `credit_notes`; `null`: of another kind. */
  type: string | null;
  id: string;
  amountMinor: number | null;
}
