import type { PushTarget } from '../../push.port.js';

const HOUR = 3_600;

/** A key is kept for at least 24 hours: https://docs.stripe.com/api/idempotent_requests */
const SAFE_WINDOW_SECONDS = 23 * HOUR;
/** A request may take as long as the SDK waits by default, 80 seconds. The lists that are read show an object at once. */
const SETTLE_SECONDS = 90;

const usual = { isMoney: false, safeWindowSeconds: SAFE_WINDOW_SECONDS, settleSeconds: SETTLE_SECONDS };

export const STRIPE_PUSH_TARGETS: readonly PushTarget[] = [
  // Of a customer that was there before, only empty fields are filled: what is empty is known from a read.
  { ...usual, name: 'customer', entity: 'contacts', rule: 'customers', stream: 'customers', readsFirst: true },
  { ...usual, name: 'product', entity: 'events', rule: 'catalog', stream: 'products', readsFirst: false },
  // An amount never changes: a new price replaces the old one, which is archived when the new one is the default.
  { ...usual, name: 'price', entity: 'events', rule: 'catalog', stream: 'prices', readsFirst: true, inSteps: true },
];
