import { asRecord, firstText, text } from '../../kit/fields.js';
import type { Method } from '../../shapes/fields.js';
import type { Instrument } from '../../shapes/values.js';

type Raw = Record<string, unknown>;

/** Stripe's types by what they are; any other is `other`. https://docs.stripe.com/api/payment_methods/object */
const TYPES: Partial<Record<Method, string>> = {
  card: 'card card_present interac_present kr_card',
  wallet: `alipay amazon_pay bizum cashapp grabpay kakao_pay link mb_way mobilepay naver_pay payco paypal paypay revolut_pay
    samsung_pay satispay swish twint wechat_pay`,
  bank_account: `ach_credit_transfer ach_debit acss_debit au_becs_debit bacs_debit bancontact bank_account blik boleto
    customer_balance eps fpx giropay ideal multibanco nz_bank_account p24 pay_by_bank paynow payto pix promptpay sepa_debit
    sofort upi us_bank_account`,
  buy_now_pay_later: 'affirm afterpay_clearpay alma billie klarna scalapay sequra sunbit zip',
  // Vouchers that are paid at a till.
  cash: 'konbini oxxo',
};

const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries(TYPES).flatMap(([method, types]) =>
    types.split(/\s+/).map((type) => [type, method as Method] as const),
  ),
);

const UNKNOWN: Instrument = { method: null, brand: null, last4: null };

/** @param details of a payment method, or of a charge's: what belongs to its type is in a member of that name */
export function instrument(details: unknown): Instrument {
  const raw = asRecord(details);
  const type = text(raw.type);
  return type === null ? UNKNOWN : ofType(type, asRecord(raw[type]));
}

/** Of a payment whose charge is not at hand: known where there was only one way to pay. */
export function instrumentOfTypes(types: unknown): Instrument {
  const [only, ...others] = Array.isArray(types) ? types.filter((type) => typeof type === 'string') : [];
  return only === undefined || others.length > 0 ? UNKNOWN : { ...UNKNOWN, method: methodOf(only) };
}

function ofType(type: string, details: Raw): Instrument {
  const method = methodOf(type);
  const brand = method === 'card' ? cardBrand(details.brand) : method === 'bank_account' ? null : type;
  return { method, brand, last4: firstText(details.last4) };
}

function methodOf(type: string): Method {
  return METHODS.get(type) ?? 'other';
}

/** Old API versions wrote it as people do: `American Express`. */
function cardBrand(value: unknown): string | null {
  const brand = text(value)?.toLowerCase().replaceAll(' ', '_') ?? null;
  if (brand === 'american_express') return 'amex';
  return brand === 'unknown' ? null : brand;
}
