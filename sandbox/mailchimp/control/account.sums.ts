import { currencySums } from '../../common/currency.sums.js';
import type { MailchimpAccount } from '../live/mailchimp.account.js';
import type { MailchimpObject, StreamName } from '../mailchimp.stream.js';

const AMOUNTS: Partial<Record<StreamName, (object: MailchimpObject) => number>> = {
  orders: (order) => Number(order.order_total),
  products: (product) => (product.variants as { price: number }[]).reduce((sum, { price }) => sum + price, 0),
};

/** Yen have no minor unit. */
export const minorUnits = (decimal: number, currency: string): number =>
  Math.round(decimal * (currency === 'JPY' ? 1 : 100));

/** By stream and currency, in minor units, over what is live now. */
export async function accountSums(account: MailchimpAccount): Promise<Record<string, Record<string, number>>> {
  const report: Record<string, Record<string, number>> = {};
  for (const [stream, amount] of Object.entries(AMOUNTS) as [StreamName, (object: MailchimpObject) => number][]) {
    report[stream] = await currencySums(liveObjects(account, stream), ({ parent, object }) => {
      const { currency } = account.stores.get(parent!)!.facts;
      return { currency, amount: minorUnits(amount(object), currency) };
    });
  }
  return report;
}

/** Whatever is live in a stream, each with the parent whose id leads its external id. */
export function* liveObjects(account: MailchimpAccount, stream: StreamName) {
  for (const { parent, collection } of account.branches(stream)) {
    for (const object of collection.live()) yield { parent, object };
  }
}
