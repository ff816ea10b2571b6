import type { ControlClient } from '../clients/control.client.js';
import { eveningOf, type ComparedObject, type SeasonAtProvider } from './compared.object.js';
import type { SeasonItem } from './season.item.js';
import { DEMO_SEASON } from './season.plan.js';

type Fields = Record<string, unknown>;

const CENTS = 100;
const MARKED = /^hub:\S+ (\S+)/;

/** Sales and refunds are receipts. Events are the customers that they name, and ticket types their items. */
export const quickbooksSeason: SeasonAtProvider = {
  setUp: async (control, account) => {
    await control.call('POST', `/accounts/${account}/settings`, { customTxnNumbers: true });
    for (const currency of DEMO_SEASON.currencies) await makeClearingAccount(control, account, currency);
  },
  expected: (season) => {
    const payments = season.items('payments');
    const sold = new Set(payments.map(({ eventId }) => eventId));
    const events = season.items('events');
    return [
      ...events.filter(({ id }) => sold.has(id)).map(({ name }) => named('customers', name)),
      ...events.map(({ name }) => named('products', name)),
      ...payments.map(receiptOf),
    ];
  },
  found: async (control, account) => {
    const [written, products] = await Promise.all([control.references(account), control.objects(account, 'products')]);
    return [
      ...written.flatMap(({ stream, object }) => fromUs(stream, object)),
      ...products
        .filter(({ object }) => String(object.Sku).startsWith('hub-'))
        .map(({ object }) => named('products', object.Name)),
    ];
  },
};

/** One for each currency, as docs/outbound.md says. */
async function makeClearingAccount(control: ControlClient, account: string, currency: string): Promise<void> {
  const object = { Name: `Clearing ${currency}`, AccountType: 'Other Current Asset', CurrencyRef: { value: currency } };
  await control.call('POST', `/accounts/${account}/create`, { stream: 'accounts', object });
}

function fromUs(stream: string, object: Fields): ComparedObject[] {
  const mark = MARKED.exec(String(object.PrivateNote ?? object.Notes ?? ''))?.[1];
  if (mark === undefined) return [];
  if (stream === 'customers') return [named(stream, object.DisplayName)];
  const { value: currency } = object.CurrencyRef as Fields;
  const amountMinor = Math.round(Number(object.TotalAmt) * CENTS);
  return [receipt(stream, mark, object.PaymentRefNum, { currency: String(currency), amountMinor })];
}

function receiptOf({ id, type, orderId, providerPaymentId, currency, amountMinor }: SeasonItem): ComparedObject {
  const stream = type === 'refund' ? 'refund_receipts' : 'sales_receipts';
  const money = { currency: String(currency), amountMinor: Number(amountMinor) };
  return receipt(stream, String(orderId ?? id), providerPaymentId, money);
}

const receipt = (
  type: string,
  key: string,
  charge: unknown,
  money: NonNullable<ComparedObject['money']>,
): ComparedObject => ({ type, key, content: { charge: charge ?? null }, money });

/** The hub adds the day, the ticket type, and a part of its reference. */
const named = (type: string, name: unknown): ComparedObject => ({
  type,
  key: eveningOf(name),
  content: /^Evening \d+ \w+/.exec(String(name))?.[0],
});
