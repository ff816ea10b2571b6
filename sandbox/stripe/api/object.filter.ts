import type { FormFields, FormValue } from '../../common/form.parser.js';
import { isPayout, payoutWindow } from '../dataset/balance.facts.js';
import type { PageQuery } from '../live/page.reader.js';
import type { StripeAccount } from '../live/stripe.account.js';
import { badRequest, missing } from '../stripe.errors.js';
import { SHAPES, type StreamName, type StripeObject } from '../stripe.stream.js';
import { timeBounds } from './list.parameters.js';

type ObjectTest = (object: StripeObject) => boolean;

const MOST_LOOKUP_KEYS = 10;
const ENDED = new Set(['canceled', 'incomplete_expired']);

/** The filters of a list call as one test, or undefined when everything passes. */
export function objectFilter(stream: StreamName, params: FormFields): ObjectTest | undefined {
  const tests = SHAPES[stream].filters
    .filter((name) => params[name] !== undefined && name !== 'payout')
    .map((name) => filterTest(stream, name, params[name]!));
  if (stream === 'subscriptions' && params.status === undefined) tests.push((object) => object.status !== 'canceled');
  if (tests.length === 0) return undefined;
  return (object) => tests.every((test) => test(object));
}

function filterTest(stream: StreamName, name: string, value: FormValue): ObjectTest {
  if (name === 'ids') return among('id', value);
  if (name === 'lookup_keys') return among('lookup_key', fewKeys(value));
  if (name === 'due_date' || name === 'arrival_date') return within(name, value);
  if (name === 'status' && stream === 'subscriptions') {
    if (value === 'all') return () => true;
    return value === 'ended' ? (object) => ENDED.has(String(object.status)) : (object) => object.status === value;
  }
  if (name === 'payment') return (object) => paymentOf(object.payment) === paymentOf(value);
  if (name === 'pending') return (object) => String(object.invoice === null) === value;
  if (name === 'coupon') return (object) => (object.promotion as { coupon: string | null }).coupon === value;
  if (name === 'price') return (object) => JSON.stringify(object.items).includes(`"${String(value)}"`);
  if (name === 'subscription' && stream === 'invoices') {
    return (object) => subscriptionOf(object.parent) === value;
  }
  return (object) => String(object[name]) === value;
}

function fewKeys(value: FormValue): FormValue {
  if (Object.keys(value).length <= MOST_LOOKUP_KEYS || typeof value === 'string') return value;
  throw badRequest(`You can specify up to ${MOST_LOOKUP_KEYS} lookup keys.`, 'lookup_keys');
}

function paymentOf(payment: unknown): string | undefined {
  return (payment as { payment_intent?: string } | null)?.payment_intent;
}

function subscriptionOf(parent: unknown): string | undefined {
  return (parent as { subscription_details?: { subscription: string } } | null)?.subscription_details?.subscription;
}

function among(field: string, value: FormValue): ObjectTest {
  const wanted = new Set(typeof value === 'string' ? [value] : Object.values(value).map(String));
  return (object) => wanted.has(String(object[field]));
}

function within(field: string, value: FormValue): ObjectTest {
  const [min, max] = timeBounds(value, field);
  return (object) => typeof object[field] === 'number' && object[field] >= min && object[field] <= max;
}

/** The lines of a payout stand together in the ledger, so only that stretch is read. */
export function payoutFilter(account: StripeAccount, id: string, query: PageQuery): ObjectTest {
  const payout = account.store('payouts').indexOf(id);
  if (payout === undefined) throw missing('payout', id, 'payout', 400);
  const { data } = account;
  if (payout >= data.counts.payouts) return () => false;
  const { currency, from, to } = payoutWindow(data, payout);
  const own = data.ledgerPosition('payouts', payout);
  query.createdMin = Math.max(query.createdMin, data.created('balance_transactions', Math.max(0, from)));
  query.createdMax = Math.min(query.createdMax, data.created('balance_transactions', Math.max(0, own, to - 1)));
  return (line) => {
    const position = data.indexOf('balance_transactions', line.id);
    if (position === undefined) return false;
    if (position === own) return true;
    return position >= from && position < to && line.currency === currency && !isPayout(data, position);
  };
}
