import type { StreamName } from '../mailchimp.stream.js';

/** The numbers of the other streams follow from audiences, campaigns and contacts, so they cannot be chosen. */
type ChosenStream = Exclude<
  StreamName,
  'campaign_reports' | 'unsubscribes' | 'email_activity' | 'merge_fields' | 'interests'
>;

export type StreamCounts = Record<ChosenStream, number>;

const between = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, Math.round(value)));

/** `scale` is the number of contacts. What a chosen stream belongs to is there even when only the stream was asked for. */
export function streamCounts(scale: number, given: Partial<StreamCounts>): StreamCounts {
  const usual: StreamCounts =
    scale > 0
      ? {
          audiences: 3,
          contacts: scale,
          segments: between(12, scale * 0.01, 90),
          campaigns: between(8, scale * 0.02, 400),
          stores: 3,
          customers: between(5, scale * 0.4, Number.POSITIVE_INFINITY),
          orders: between(5, scale * 0.6, Number.POSITIVE_INFINITY),
          products: between(5, scale * 0.02, 5000),
        }
      : { audiences: 0, contacts: 0, segments: 0, campaigns: 0, stores: 0, customers: 0, orders: 0, products: 0 };
  const counts = { ...usual };
  for (const [stream, count] of Object.entries(given) as [ChosenStream, number][]) {
    if (stream in counts) counts[stream] = Math.max(0, Math.floor(count));
  }
  if (counts.orders > 0) counts.customers = Math.max(1, counts.customers);
  if (counts.orders > 0) counts.products = Math.max(1, counts.products);
  if (counts.customers + counts.products > 0) counts.stores = Math.max(1, counts.stores);
  if (counts.contacts + counts.segments + counts.campaigns + counts.stores > 0 && counts.audiences === 0) {
    counts.audiences = 2;
  }
  return counts;
}
