import { externalId } from '../live/change.journal.js';
import { shown } from '../live/live.view.js';
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
export async function accountSums(
  account: MailchimpAccount,
): Promise<Partial<Record<StreamName, Record<string, number>>>> {
  const report: Partial<Record<StreamName, Record<string, number>>> = {};
  for (const [stream, amount] of Object.entries(AMOUNTS) as [StreamName, (object: MailchimpObject) => number][]) {
    const sums: Record<string, number> = {};
    for (const { parent, collection } of account.branches(stream)) {
      const { currency } = account.stores.get(parent!)!.facts;
      let read = 0;
      for (const object of collection.live()) {
        sums[currency] = (sums[currency] ?? 0) + minorUnits(amount(object), currency);
        read += 1;
        if (read % 2000 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    }
    report[stream] = sums;
  }
  return report;
}

/** Every live object of a stream as NDJSON, in pieces that leave room for other requests. */
export function* objectLines(account: MailchimpAccount, stream: StreamName): Generator<string> {
  let piece: string[] = [];
  for (const { parent, collection } of account.branches(stream)) {
    for (const object of collection.live()) {
      piece.push(JSON.stringify({ id: externalId(parent, stream, object), object: shown(account, stream, object) }));
      if (piece.length === 200) {
        yield `${piece.join('\n')}\n`;
        piece = [];
      }
    }
  }
  if (piece.length > 0) yield `${piece.join('\n')}\n`;
}
