import type { PushTarget } from '../../push.port.js';
import type { StripeSettings } from '../stripe.config.js';
import { CATALOG_RULE, CUSTOMERS_RULE } from './stripe.push-rules.js';

export type StripeTargetName = 'customer' | 'product' | 'price';

/**
 * A key is kept for 24 hours at least, and a request may take as long as the SDK waits by default, 80 seconds. The lists that
 * are read show an object at once. https://docs.stripe.com/api/idempotent_requests
 */
type Times = Pick<StripeSettings, 'safeWindowSeconds' | 'settleSeconds'>;

export function stripePushTargets({
  safeWindowSeconds,
  settleSeconds,
}: Times): readonly (PushTarget & { name: StripeTargetName })[] {
  const usual = { isMoney: false, safeWindowSeconds, settleSeconds };
  return [
    // Of a customer that was there before, only empty fields are filled: what is empty is known from a read.
    {
      ...usual,
      name: 'customer',
      entity: 'contacts',
      rule: CUSTOMERS_RULE,
      stream: 'customers',
      readsFirst: true,
      isUnguarded: true,
    },
    // Somebody may have deleted it at Stripe, and its prices need it.
    { ...usual, name: 'product', entity: 'events', rule: CATALOG_RULE, stream: 'products', readsFirst: true },
    // An amount never changes: a new price replaces the old one, which is archived when the new one is the default.
    {
      ...usual,
      name: 'price',
      entity: 'events',
      rule: CATALOG_RULE,
      stream: 'prices',
      readsFirst: true,
      inSteps: true,
      // A second one takes the lookup key over.
      isUnguarded: true,
    },
  ];
}
