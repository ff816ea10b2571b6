import type { PushTarget } from '../../push.port.js';
import type { QuickBooksSettings } from '../quickbooks.config.js';
import { findStream, type QuickBooksStream } from '../streams/quickbooks.streams.js';

export type QuickBooksTargetName =
  'customer' | 'venue_customer' | 'buyer_customer' | 'item' | 'sale' | 'refund' | 'journal';

interface Row extends Pick<PushTarget, 'entity' | 'rule' | 'stream' | 'isMoney' | 'isUnguarded' | 'isOfContact'> {
  name: QuickBooksTargetName;
  /** A repeated `requestid` has been reported not to hold. Where nothing else holds, nothing is repeated. */
  isNeverRepeated?: true;
}

/** In the order in which they need each other. Deposits and payouts are not pushed yet. */
const ROWS: readonly Row[] = [
  // Two hubs may know an event by different names, and its items.
  { name: 'customer', entity: 'events', rule: 'sale', stream: 'customers', isMoney: false, isUnguarded: true },
  { name: 'venue_customer', entity: 'events', rule: 'sale', stream: 'customers', isMoney: false },
  {
    name: 'buyer_customer',
    entity: 'payments',
    rule: 'sale',
    stream: 'customers',
    isMoney: false,
    // Two hubs may know a buyer by different names.
    isUnguarded: true,
    isNeverRepeated: true,
    isOfContact: true,
  },
  { name: 'item', entity: 'events', rule: 'item', stream: 'products', isMoney: false, isUnguarded: true },
  { name: 'sale', entity: 'payments', rule: 'sale', stream: 'sales_receipts', isMoney: true },
  { name: 'refund', entity: 'payments', rule: 'refund', stream: 'refund_receipts', isMoney: true },
  {
    name: 'journal',
    entity: 'payments',
    rule: 'reversal',
    stream: 'journal_entries',
    isMoney: true,
    isUnguarded: true,
    isNeverRepeated: true,
  },
];

/** A document of the books is read before it is changed, so that no one's edit is overwritten. */
export function quickbooksPushTargets({
  safeWindowSeconds,
  settleSeconds,
}: QuickBooksSettings['push']): readonly (PushTarget & Pick<Row, 'name'>)[] {
  return ROWS.map(({ isNeverRepeated, ...row }) => ({
    ...row,
    safeWindowSeconds: isNeverRepeated ? 0 : safeWindowSeconds,
    settleSeconds,
    readsFirst: row.isMoney,
  }));
}

/** The stream whose objects a target makes. */
export function streamOf(target: string): QuickBooksStream {
  const row = ROWS.find(({ name }) => name === target);
  const stream = row && findStream(row.stream);
  if (!stream) throw new Error(`QuickBooks has no target "${target}"`);
  return stream;
}

/** Whether it is a customer of QuickBooks, whomever that is for. */
export const isCustomer = (target: string): boolean => streamOf(target).name === 'customers';

export const isMoney = (target: string): boolean => ROWS.some((row) => row.name === target && row.isMoney);
