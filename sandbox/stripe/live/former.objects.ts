import type { AccountObjects } from './account.objects.js';
import type { StripeObject } from '../stripe.stream.js';
import { NEWEST } from './api.versions.js';

type Json = Record<string, unknown>;
type Form = (object: Json, account: AccountObjects) => Json;

interface FormerForm {
  /** The version that broke with it: objects of earlier ones have this form. */
  until: string;
  object: string;
  form: Form;
}

/** What changed, newest first: https://docs.stripe.com/changelog */
const FORMER: readonly FormerForm[] = [
  { until: '2025-09-30', object: 'promotion_code', form: withCoupon },
  { until: '2025-03-31', object: 'invoice', form: ofAcacia },
  { until: '2025-03-31', object: 'subscription', form: withPeriods },
  { until: '2025-03-31', object: 'payment_intent', form: withInvoice },
  { until: '2025-03-31', object: 'charge', form: withInvoiceOfPayment },
  { until: '2022-11-15', object: 'payment_intent', form: withCharges },
  { until: '2022-11-15', object: 'charge', form: withRefunds },
];

/** An object in the form that it has in a version. */
export function inVersion(account: AccountObjects, object: StripeObject, version: string): StripeObject {
  if (version === NEWEST) return object;
  return FORMER.filter((former) => former.object === object.object && version.slice(0, 10) < former.until).reduce(
    (form, former) => former.form(form, account) as StripeObject,
    object,
  );
}

/** Of an answer: an object, or a list of them. Events keep the version they came about in. */
export function answerInVersion(account: AccountObjects, answer: unknown, version: string): unknown {
  if (version === NEWEST || typeof answer !== 'object' || answer === null) return answer;
  const { data } = answer as { data?: unknown };
  if (Array.isArray(data))
    return { ...answer, data: data.map((one) => inVersion(account, one as StripeObject, version)) };
  return inVersion(account, answer as StripeObject, version);
}

function withCoupon({ promotion, ...code }: Json, account: AccountObjects): Json {
  const { coupon } = promotion as { coupon: string | null };
  if (coupon === null) return { ...code, coupon };
  return { ...code, coupon: account.store('coupons').find(coupon) ?? { id: coupon, object: 'coupon', deleted: true } };
}

function ofAcacia({ parent, total_taxes: taxes, lines, ...invoice }: Json): Json {
  const details = (parent as { subscription_details?: { subscription: string } } | null)?.subscription_details;
  const sums = (taxes ?? []) as { amount: number; tax_behavior: string }[];
  const list = lines as { data: Json[] };
  return {
    ...invoice,
    lines: { ...list, data: list.data.map(lineOfAcacia) },
    paid: invoice.status === 'paid',
    subscription: details?.subscription ?? null,
    tax: sums.length === 0 ? null : sums.reduce((sum, { amount }) => sum + amount, 0),
    total_tax_amounts: sums.map(formerTax),
  };
}

function lineOfAcacia({ pricing, taxes, parent: _parent, ...line }: Json): Json {
  const { price_details: details, unit_amount_decimal: unit } = pricing as {
    price_details?: { price: string; product: string };
    unit_amount_decimal: string;
  };
  const price = details && {
    id: details.price,
    object: 'price',
    currency: line.currency,
    product: details.product,
    unit_amount: Number(unit),
  };
  return {
    ...line,
    price: price ?? null,
    tax_amounts: ((taxes ?? []) as { amount: number; tax_behavior: string }[]).map(formerTax),
  };
}

function formerTax({ amount, tax_behavior: behavior }: { amount: number; tax_behavior: string }): Json {
  return { amount, inclusive: behavior === 'inclusive', tax_rate: null };
}

function withPeriods(subscription: Json): Json {
  const [item] = (subscription.items as { data: Json[] }).data;
  return {
    ...subscription,
    current_period_end: item?.current_period_end ?? null,
    current_period_start: item?.current_period_start ?? null,
  };
}

function withInvoice(payment: Json, account: AccountObjects): Json {
  return { ...payment, invoice: account.invoiceOf(String(payment.id)) };
}

function withInvoiceOfPayment(charge: Json, account: AccountObjects): Json {
  const { payment_intent: payment } = charge;
  return { ...charge, invoice: typeof payment === 'string' ? account.invoiceOf(payment) : null };
}

function withCharges({ latest_charge: latest, ...payment }: Json, account: AccountObjects): Json {
  const charge = typeof latest === 'string' ? account.store('charges').find(latest) : null;
  const data = charge ? [charge] : [];
  const url = `/v1/charges?payment_intent=${String(payment.id)}`;
  return { ...payment, charges: { object: 'list', data, has_more: false, total_count: data.length, url } };
}

function withRefunds(charge: Json): Json {
  const url = `/v1/charges/${String(charge.id)}/refunds`;
  return { ...charge, refunds: { object: 'list', data: [], has_more: false, total_count: 0, url } };
}
