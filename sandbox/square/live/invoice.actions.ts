import { DAY, isoDay } from '../dataset/square.time.js';
import { badRequest, notFound } from '../square.errors.js';
import type { Money, SquareObject } from '../square.stream.js';
import type { Change, ChangeJournal } from './change.journal.js';
import type { SquareAccount } from './square.account.js';

/** A draft over an order; its amount is the order's. */
export function createInvoice(
  journal: ChangeJournal,
  account: SquareAccount,
  given: SquareObject,
  order: SquareObject,
  at = journal.now(),
): Change {
  const total = order.total_money as Money;
  const requests = (given.payment_requests as SquareObject[] | undefined) ?? [{ due_date: isoDay(at + 14 * DAY) }];
  const draft = {
    accepted_payment_methods: { card: true, square_gift_card: false, bank_account: false },
    delivery_method: 'EMAIL',
    timezone: 'Etc/UTC',
    ...given,
    location_id: order.location_id,
    order_id: order.id,
    invoice_number: given.invoice_number ?? `inv-${String(at)}`,
    payment_requests: requests.map((request, index) => ({
      uid: `${String(order.id)}-${index}`,
      request_type: 'BALANCE',
      tipping_enabled: false,
      automatic_payment_source: 'NONE',
      ...request,
      computed_amount_money: total,
      total_completed_amount_money: { ...total, amount: 0 },
    })),
    ...recipientOf(account, given, order),
    status: 'DRAFT',
    store_payment_method_enabled: false,
  };
  return journal.create(account, 'invoices', draft, at);
}

export function publishInvoice(journal: ChangeJournal, account: SquareAccount, index: number, at?: number): Change {
  const invoice = account.store('invoices').at(index)!;
  if (invoice.status !== 'DRAFT') throw badRequest('BAD_REQUEST', 'Only a draft invoice can be published.');
  const amount = (invoice.payment_requests as SquareObject[])[0]?.computed_amount_money;
  const url = `https://squareup.com/pay-invoice/${String(invoice.id)}`;
  const patch = { status: 'UNPAID', public_url: url, next_payment_amount_money: amount };
  return journal.update(account, 'invoices', index, patch, at);
}

export function cancelInvoice(journal: ChangeJournal, account: SquareAccount, index: number, at?: number): Change {
  const invoice = account.store('invoices').at(index)!;
  if (!['UNPAID', 'SCHEDULED', 'PARTIALLY_PAID'].includes(String(invoice.status))) {
    throw badRequest('BAD_REQUEST', `An invoice in state ${String(invoice.status)} cannot be canceled.`);
  }
  return journal.update(account, 'invoices', index, { status: 'CANCELED', next_payment_amount_money: null }, at);
}

/** Somebody paid the whole of it. */
export function payInvoice(journal: ChangeJournal, account: SquareAccount, index: number, at?: number): Change {
  const invoice = account.store('invoices').at(index)!;
  const requests = (invoice.payment_requests as SquareObject[]).map((request) => ({
    ...request,
    total_completed_amount_money: request.computed_amount_money,
  }));
  const patch = { status: 'PAID', payment_requests: requests, next_payment_amount_money: null };
  return journal.update(account, 'invoices', index, patch, at);
}

function recipientOf(account: SquareAccount, given: SquareObject, order: SquareObject): SquareObject {
  const wanted = (given.primary_recipient as SquareObject | undefined)?.customer_id ?? order.customer_id;
  if (wanted === undefined) return {};
  const customer = account.store('customers').find(String(wanted));
  if (!customer) throw notFound(`Customer with ID \`${String(wanted)}\` not found.`, 'invoice.primary_recipient');
  const { id, given_name, family_name, email_address } = customer;
  return { primary_recipient: { customer_id: id, given_name, family_name, email_address } };
}
