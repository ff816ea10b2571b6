import { streamFinder } from '../../kit/provider.adapter.js';
import { MOST_OLD_ACCOUNTS, stream, types, type StripeStream } from './stripe.stream.js';
import { CATALOG_STREAMS } from './stripe.streams.catalog.js';
import { LEDGER_STREAMS } from './stripe.streams.ledger.js';
import { PAYMENT_STREAMS } from './stripe.streams.payments.js';
import { SALES_STREAMS } from './stripe.streams.sales.js';

/** Every stream, in the order in which they are best pulled: what others refer to comes first. */
export const STRIPE_STREAMS: readonly StripeStream[] = [
  stream({
    name: 'customers',
    shape: 'customer',
    domain: 'contacts',
    snapshotsSince: MOST_OLD_ACCOUNTS,
    resource: (stripe) => stripe.customers,
    eventTypes: types('customer', 'created', 'updated', 'deleted'),
  }),
  ...CATALOG_STREAMS,
  ...SALES_STREAMS,
  ...PAYMENT_STREAMS,
  ...LEDGER_STREAMS,
];

/** By the `object` field; an event's type does not tell it: `charge.dispute.created` carries a dispute. */
export const streamOfObject = streamFinder(STRIPE_STREAMS, ({ object }) => object);

/** The streams whose objects come within those of a stream. */
export function partStreamsOf({ name }: StripeStream): readonly StripeStream[] {
  return STRIPE_STREAMS.filter(({ partOf }) => partOf?.stream === name);
}
