import { CatalogChanges } from '../live/catalog.changes.js';
import { contentOf } from '../live/catalog.content.js';
import { mergeCustomers } from '../live/customer.merge.js';
import { payInvoice, publishInvoice } from '../live/invoice.actions.js';
import { pick, type Scene } from '../live/newcomers.js';
import { amount, settlePayment } from '../live/sale.actions.js';
import { isTombstone } from '../live/stream.store.js';
import type { Money, SquareObject, StreamName } from '../square.stream.js';

/** Changes the object, or leaves it alone and says so: not everything can change any more. */
type Mutation = (scene: Scene, object: SquareObject, index: number) => boolean;

type Patch = SquareObject | null;

/** A change that is a patch of the object alone. */
const patching =
  (stream: StreamName, patchOf: (scene: Scene, object: SquareObject) => Patch): Mutation =>
  (scene, object, index) => {
    const patch = patchOf(scene, object);
    if (patch) scene.journal.update(scene.account, stream, index, patch, scene.at);
    return patch !== null;
  };

const NEXT_STATE: Record<string, readonly string[]> = {
  EVIDENCE_REQUIRED: ['PROCESSING', 'ACCEPTED'],
  PROCESSING: ['WON', 'LOST'],
};

const NEXT_BANK_STATUS: Record<string, string> = { VERIFICATION_IN_PROGRESS: 'VERIFIED', VERIFIED: 'DISABLED' };

const oneOf = <T>({ random }: Scene, choices: readonly T[]): T => choices[random.integer(choices.length)]!;

/** What each kind of object plausibly goes through. */
export const MUTATIONS: Partial<Record<StreamName, Mutation>> = {
  locations: patching('locations', ({ random }) => ({ description: `Door ${random.integer(1e6)}` })),
  customers: patching('customers', (scene) =>
    oneOf<SquareObject>(scene, [
      { email_address: `moved.${scene.random.integer(1e9)}@example.net` },
      { phone_number: `+4420${10_000_000 + scene.random.integer(9e7)}` },
      { family_name: `Renamed ${scene.random.integer(1e6)}` },
      { note: `Called ${scene.random.integer(1e6)}` },
    ]),
  ),
  products: (scene, object) => {
    const { journal, account, random, at } = scene;
    if (isTombstone(object)) return false;
    const field = `${String(object.type).toLowerCase()}_data`;
    const { price_money: money } = contentOf(object) as { price_money?: Money };
    const content = money
      ? { price_money: { ...money, amount: 100 + random.integer(9900) } }
      : { name: `Relabelled ${random.integer(1e6)}` };
    new CatalogChanges(journal, account, at).patch(String(object.id), { [field]: content });
    return true;
  },
  orders: patching('orders', (scene, order) => {
    if (order.state === 'CANCELED') return null;
    return { metadata: { touched: String(scene.random.integer(1e9)) } };
  }),
  payments: (scene, payment, index) => {
    const { journal, account, at } = scene;
    if (payment.status === 'APPROVED') {
      settlePayment(journal, account, index, oneOf(scene, ['COMPLETED', 'COMPLETED', 'CANCELED']), at);
      return true;
    }
    const fees = payment.processing_fee as SquareObject[] | undefined;
    if (!fees) return false;
    journal.update(account, 'payments', index, { processing_fee: [...fees, adjustment(scene, payment)] }, at);
    return true;
  },
  refunds: (scene, refund, index) => {
    const { journal, account, at } = scene;
    if (refund.status === 'COMPLETED') {
      journal.update(account, 'refunds', index, { processing_fee: [adjustment(scene, refund)] }, at);
      return true;
    }
    if (refund.status !== 'PENDING') return false;
    const status = oneOf(scene, ['COMPLETED', 'COMPLETED', 'REJECTED']);
    journal.update(account, 'refunds', index, { status }, at);
    if (status === 'REJECTED') takeBack(scene, refund);
    return true;
  },
  invoices: (scene, invoice, index) => {
    const { journal, account, random, at } = scene;
    if (invoice.status === 'DRAFT') publishInvoice(journal, account, index, at);
    else if (invoice.status === 'UNPAID' && random.integer(2) === 0) payInvoice(journal, account, index, at);
    else journal.update(account, 'invoices', index, { description: `Note ${random.integer(1e6)}` }, at);
    return true;
  },
  disputes: patching('disputes', (scene, dispute) => {
    const next = NEXT_STATE[String(dispute.state)];
    return next ? { state: oneOf(scene, next) } : null;
  }),
  payouts: patching('payouts', ({ random }, payout) => {
    if (payout.status === 'SENT') return { status: random.integer(5) === 0 ? 'FAILED' : 'PAID' };
    return payout.status === 'PAID' && random.integer(10) === 0 ? { status: 'FAILED' } : null;
  }),
  inventory_counts: patching('inventory_counts', ({ random }) => ({ quantity: String(random.integer(500)) })),
  gift_cards: patching('gift_cards', ({ random }, card) => {
    const money = card.balance_money as Money;
    return { state: 'ACTIVE', balance_money: { ...money, amount: 100 * random.integer(200) } };
  }),
  bank_accounts: patching('bank_accounts', (_scene, bank) => {
    const next = NEXT_BANK_STATUS[String(bank.status)];
    return next ? { status: next } : null;
  }),
  loyalty_accounts: patching('loyalty_accounts', ({ random }, account) => {
    const points = 1 + random.integer(40);
    return { balance: Number(account.balance) + points, lifetime_points: Number(account.lifetime_points) + points };
  }),
};

/** Streams in which a random change is looked for when none are named. */
export const MUTABLE = (Object.keys(MUTATIONS) as StreamName[]).filter((stream) => stream !== 'locations');

export const CREATABLE: readonly StreamName[] = [
  'customers',
  'products',
  'orders',
  'payments',
  'refunds',
  'invoices',
  'gift_cards',
  'gift_card_activities',
  'loyalty_accounts',
];

/** A quarter of the customers that disappear do so by a merge. Of invoices only drafts can be deleted. */
export const REMOVALS: Partial<Record<StreamName, Mutation>> = {
  customers: (scene, _customer, index) => {
    const { journal, account, random, at } = scene;
    const other = random.integer(4) === 0 ? pick(scene, 'customers', () => true) : undefined;
    if (other !== undefined && other !== index) mergeCustomers(journal, account, [index, other], at);
    else journal.remove(account, 'customers', index, {}, at);
    return true;
  },
  products: ({ journal, account, at }, object) => {
    if (isTombstone(object) || object.type === 'ITEM_VARIATION') return false;
    new CatalogChanges(journal, account, at).remove([String(object.id)]);
    return true;
  },
  invoices: ({ journal, account, at }, invoice, index) => {
    if (invoice.status !== 'DRAFT') return false;
    journal.remove(account, 'invoices', index, {}, at);
    return true;
  },
  loyalty_accounts: ({ journal, account, at }, _object, index) => {
    journal.remove(account, 'loyalty_accounts', index, {}, at);
    return true;
  },
};

function adjustment({ random, at }: Scene, { amount_money: money }: SquareObject): SquareObject {
  const value = { ...(money as Money), amount: -random.integer(5) };
  return { type: 'ADJUSTMENT', effective_at: new Date(at).toISOString(), amount_money: value };
}

/** A refund that the bank rejects is money that the payment has again. */
function takeBack({ journal, account, at }: Scene, refund: SquareObject): void {
  const index = account.store('payments').indexOf(String(refund.payment_id));
  if (index === undefined) return;
  const payment = account.store('payments').at(index)!;
  const value = amount(payment.refunded_money) - amount(refund.amount_money);
  const money = { ...(refund.amount_money as Money), amount: value };
  journal.update(account, 'payments', index, { refunded_money: value > 0 ? money : null }, at);
}
