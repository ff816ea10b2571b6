/** A Square object as it travels: plain JSON, absent fields left out. */
export type SquareObject = Record<string, unknown>;

export interface Money {
  amount: number;
  currency: string;
}

export const STREAMS = [
  'locations',
  'customers',
  'products',
  'orders',
  'payments',
  'refunds',
  'invoices',
  'disputes',
  'payouts',
  'payout_entries',
  'inventory_counts',
  'gift_cards',
  'loyalty_accounts',
  'bank_accounts',
  'gift_card_activities',
] as const;

export type StreamName = (typeof STREAMS)[number];

/** What the hub calls the object: its id, or the key of a count, which has no id. */
export function externalId(stream: StreamName, object: SquareObject): string {
  if (stream !== 'inventory_counts') return String(object.id);
  return `${String(object.catalog_object_id)}:${String(object.location_id)}:${String(object.state)}`;
}
