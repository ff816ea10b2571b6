import { settle, settlement } from '../dataset/money.words.js';
import { badRequest } from '../stripe.errors.js';
import type { StripeObject } from '../stripe.stream.js';
import type { Change, ChangeJournal } from './change.journal.js';
import type { EventRecord, RequestOrigin } from './event.log.js';
import type { StripeAccount } from './stripe.account.js';

/** A refund moves three objects together: the refund, what is left of its charge, and the balance. */
export function refundCharge(
  journal: ChangeJournal,
  account: StripeAccount,
  chargeIndex: number,
  fields: { amount?: number; [field: string]: unknown },
  origin?: RequestOrigin,
): Change & { also: { stream: 'balance_transactions'; id: string }[] } {
  const charge = account.store('charges').at(chargeIndex);
  if (!charge || charge.status !== 'succeeded') throw badRequest('This charge cannot be refunded.', 'charge');
  const left = Number(charge.amount) - Number(charge.amount_refunded);
  const amount = fields.amount ?? left;
  if (left === 0)
    throw badRequest(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded');
  if (!(amount > 0 && amount <= left)) {
    throw badRequest(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, 'amount');
  }
  const refundId = journal.draft(account, 'refunds').id;
  const line = journal.create(account, 'balance_transactions', ledgerLine(charge, amount, refundId), origin);
  const refund = journal.create(
    account,
    'refunds',
    {
      metadata: {},
      reason: null,
      ...fields,
      amount,
      balance_transaction: line.object.id,
      charge: charge.id,
      currency: charge.currency,
      payment_intent: charge.payment_intent,
      status: 'succeeded',
    },
    origin,
  );
  const refunded = Number(charge.amount_refunded) + amount;
  const events: EventRecord[] = [...refund.events];
  const patch = { amount_refunded: refunded, refunded: refunded === charge.amount };
  events.push(...journal.update(account, 'charges', chargeIndex, patch, origin).events);
  return { object: refund.object, events, also: [{ stream: 'balance_transactions', id: line.object.id }] };
}

function ledgerLine(charge: StripeObject, amount: number, source: string): Record<string, unknown> {
  const of = String(charge.currency);
  const value = -settle(amount, of);
  const { currency, rate } = settlement(of);
  return {
    amount: value,
    currency,
    description: null,
    exchange_rate: rate,
    fee: 0,
    fee_details: [],
    net: value,
    reporting_category: 'refund',
    source,
    status: 'pending',
    type: 'refund',
  };
}
