import type { FormFields } from '../../common/form.parser.js';
import { canBeDeleted } from '../live/event.types.js';
import { refundCharge } from '../live/refund.action.js';
import { badRequest, missing, missingParameter, unknownRoute } from '../stripe.errors.js';
import { SHAPES, type StreamName, type StripeObject } from '../stripe.stream.js';
import type { ApiCall } from './api.call.js';
import { expanded } from './expansion.js';
import { ACTIONS, cancellation } from './object.actions.js';
import { blank, changedFields, newFields } from './object.fields.js';
import { liveObject } from './object.reading.js';
import { checkDefaultPrice, checkPriceChange, priceFields, requireNoPrices } from './price.writing.js';

/** What Stripe never lets a caller create or change by hand. */
const READ_ONLY = new Set<StreamName>(['balance_transactions', 'application_fees', 'disputes', 'charges']);

export function createObject(call: ApiCall, stream: StreamName): unknown {
  const { world, account, params } = call;
  if (READ_ONLY.has(stream)) throw unknownRoute('POST', call.path);
  if (stream === 'refunds') return createRefund(call);
  const draft = world.journal.draft(account, stream);
  const fields: Record<string, unknown> = { ...blank(stream), ...newFields(stream, draft, params) };
  if (typeof fields.id === 'string' && account.store(stream).find(fields.id)) {
    throw badRequest(`${SHAPES[stream].object} already exists.`, 'id', 'resource_already_exists');
  }
  requireKnownCustomer(call, params);
  Object.assign(fields, derivedFields(call, stream, draft, fields));
  const { object } = world.journal.create(account, stream, fields, call.origin);
  return expanded(account, object, params.expand);
}

export function updateObject(call: ApiCall, stream: StreamName, id: string): unknown {
  const { world, account, params } = call;
  if (stream === 'balance_transactions') throw unknownRoute('POST', call.path);
  const before = liveObject(call, stream, id);
  const fields = changedFields(stream, before, params);
  if (stream === 'prices') checkPriceChange(call, before);
  if (stream === 'products') checkDefaultPrice(call, before);
  const { object } = world.journal.update(account, stream, account.store(stream).indexOf(id)!, fields, call.origin);
  return expanded(account, object, params.expand);
}

export function actOnObject(call: ApiCall, stream: StreamName, id: string, action: string): unknown {
  const { world, account } = call;
  const patch = ACTIONS[stream]?.[action];
  if (!patch) throw unknownRoute(call.method, call.path);
  const fields = patch(liveObject(call, stream, id), world.clock.now());
  return world.journal.update(account, stream, account.store(stream).indexOf(id)!, fields, call.origin).object;
}

export function deleteObject(call: ApiCall, stream: StreamName, id: string): unknown {
  const { world, account } = call;
  const object = liveObject(call, stream, id);
  const index = account.store(stream).indexOf(id)!;
  if (stream === 'subscriptions') {
    return world.journal.update(account, stream, index, cancellation(world.clock.now()), call.origin).object;
  }
  if (!canBeDeleted(stream) || stream === 'prices') throw unknownRoute('DELETE', call.path);
  if (stream === 'products') requireNoPrices(call, id);
  if (stream === 'invoices' && object.status !== 'draft') {
    throw badRequest('You can only delete draft invoices. To cancel a finalized invoice, void it instead.');
  }
  world.journal.remove(account, stream, index, call.origin);
  return { id, object: object.object, deleted: true };
}

function createRefund(call: ApiCall): StripeObject {
  const { world, account, params } = call;
  const { charge, payment_intent: payment, amount, reason, metadata } = params;
  if (charge === undefined && payment === undefined) throw missingParameter('charge');
  const chargeId = charge ?? account.store('payments').find(String(payment))?.latest_charge;
  const index = account.store('charges').indexOf(String(chargeId));
  if (index === undefined) throw missing('charge', String(chargeId), 'charge', 400);
  const fields = {
    ...(amount === undefined ? {} : { amount: Number(amount) }),
    ...(reason === undefined ? {} : { reason }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  return refundCharge(world.journal, account, index, fields, call.origin).object;
}

function requireKnownCustomer(call: ApiCall, params: FormFields): void {
  if (typeof params.customer !== 'string') return;
  if (!call.account.store('customers').find(params.customer)) {
    throw missing('customer', params.customer, 'customer', 400);
  }
}

/** Fields that follow from parameters instead of being given. */
function derivedFields(call: ApiCall, stream: StreamName, draft: StripeObject, fields: Record<string, unknown>) {
  if (stream === 'prices') return priceFields(call, fields);
  if (stream === 'invoices') {
    return {
      lines: { object: 'list', data: [], has_more: false, total_count: 0, url: `/v1/invoices/${draft.id}/lines` },
    };
  }
  if (stream === 'invoice_items') return { invoice: fields.invoice ?? null, net_amount: fields.amount ?? draft.amount };
  if (stream === 'subscriptions') return subscriptionItems(call, draft);
  return {};
}

function subscriptionItems(call: ApiCall, draft: StripeObject): Record<string, unknown> {
  const first = Array.isArray(call.params.items) ? (call.params.items[0] as FormFields) : undefined;
  if (!first?.price) throw missingParameter('items');
  const price = call.account.store('prices').find(String(first.price));
  if (!price) throw missing('price', String(first.price), 'items[0][price]', 400);
  const items = structuredClone(draft.items) as { data: Record<string, unknown>[] };
  const item = { ...items.data[0], price, quantity: Number(first.quantity ?? 1) };
  return { currency: price.currency, items: { ...items, data: [item], total_count: 1 } };
}
