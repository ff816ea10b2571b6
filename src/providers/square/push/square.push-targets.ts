import type { Desired, PushedItem, PushTarget } from '../../push.port.js';
import type { SquareSettings } from '../square.config.js';
import { CATALOG_RULE, CUSTOMERS_RULE } from './square.push-rules.js';

export type SquareTargetName = 'customer' | 'catalog';

type Times = Pick<SquareSettings, 'safeWindowSeconds' | 'settleSeconds'>;

/**
 * What is pushed to Square. Both are read first: a customer may be the merchant's own, of which only empty fields are
 * filled, and an item of the catalogue is replaced as a whole, so that what the merchant has added must be sent with it.
 */
export function squarePushTargets({
  safeWindowSeconds,
  settleSeconds,
}: Times): readonly (PushTarget & { name: SquareTargetName })[] {
  const usual = { isMoney: false, safeWindowSeconds, settleSeconds, readsFirst: true, isUnguarded: true };
  return [
    { name: 'customer', entity: 'contacts', rule: CUSTOMERS_RULE, stream: 'customers', ...usual },
    // Square takes one change of a seller's catalogue at a time, and answers 429 to others.
    { name: 'catalog', entity: 'events', rule: CATALOG_RULE, stream: 'products', ...usual, atOnce: 1 },
  ];
}

/** A contact is a customer. An event with its ticket types is one item with its variations. */
export function planForSquare({ entity, platformId }: PushedItem): readonly Desired[] {
  const named = { subject: platformId, part: '', needs: [], reads: [] };
  if (entity === 'contacts') return [{ target: 'customer' satisfies SquareTargetName, ...named }];
  if (entity === 'events') return [{ target: 'catalog' satisfies SquareTargetName, ...named }];
  return [];
}
