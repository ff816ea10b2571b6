import { asRecord, firstText, text } from '../../kit/fields.js';
import type { Method } from '../../shapes/fields.js';
import type { Instrument } from '../../shapes/values.js';

type Raw = Record<string, unknown>;

const METHODS: Readonly<Record<string, Method>> = {
  CARD: 'card',
  THIRD_PARTY_CARD: 'card',
  WALLET: 'wallet',
  SQUARE_ACCOUNT: 'wallet',
  BANK_ACCOUNT: 'bank_account',
  CASH: 'cash',
  SQUARE_GIFT_CARD: 'gift_card',
  BUY_NOW_PAY_LATER: 'buy_now_pay_later',
};

/** Kinds of payments that were made elsewhere, and are recorded at Square. */
const EXTERNAL_METHODS: Readonly<Record<string, Method>> = {
  CARD: 'card',
  CHECK: 'check',
  BANK_TRANSFER: 'bank_account',
  OTHER_GIFT_CARD: 'gift_card',
  SQUARE_CASH: 'wallet',
  EMONEY: 'wallet',
};

/** Names that Square writes in its own way. */
const BRANDS: Readonly<Record<string, string | null>> = {
  AMERICAN_EXPRESS: 'amex',
  DISCOVER_DINERS: 'diners',
  CHINA_UNIONPAY: 'unionpay',
  OTHER_BRAND: null,
  UNKNOWN: null,
};

/** What was paid with. @param payment its details are in fields that are named after its source: `card_details` */
export function paymentInstrument(payment: Raw): Instrument {
  const source = text(payment.source_type);
  const external = text(asRecord(payment.external_details).type);
  const method = source === 'EXTERNAL' ? EXTERNAL_METHODS[external ?? ''] : METHODS[source ?? ''];
  return instrument(source, method, payment);
}

/** As {@link paymentInstrument}, of a part of what an order was paid with. */
export function tenderInstrument(tender: Raw): Instrument {
  const type = text(tender.type);
  return instrument(type, METHODS[type ?? ''], tender);
}

function instrument(source: string | null, method: Method | undefined, details: Raw): Instrument {
  const card = asRecord(asRecord(details.card_details).card);
  const wallet = asRecord(details.wallet_details);
  const later = asRecord(details.buy_now_pay_later_details);
  const ach = asRecord(asRecord(details.bank_account_details).ach_details);
  const brand = firstText(card.card_brand, wallet.brand, later.brand, later.buy_now_pay_later_brand);
  const isGiftCard = brand === 'SQUARE_GIFT_CARD';
  return {
    method: isGiftCard ? 'gift_card' : (method ?? (source ? 'other' : null)),
    brand: brandName(brand),
    last4: firstText(card.last_4, ach.account_number_suffix),
  };
}

export function brandName(brand: string | null): string | null {
  if (brand === null) return null;
  return brand in BRANDS ? (BRANDS[brand] ?? null) : brand.toLowerCase();
}
