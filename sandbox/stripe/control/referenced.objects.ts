import type { StripeAccount } from '../live/stripe.account.js';
import type { StripeObject } from '../stripe.stream.js';

const STREAMS = ['customers', 'products', 'prices'] as const;
/** How an application's own ids begin. */
const OWN_ID = 'hub_';

/** The objects that were added or changed since the account was made, and carry a reference. */
export function* referencedObjects(account: StripeAccount, prefix = '') {
  for (const stream of STREAMS) {
    for (const object of account.store(stream).written()) {
      const reference = referenceOf(object);
      if (reference?.startsWith(prefix)) yield { reference, stream, id: object.id, object };
    }
  }
}

function referenceOf({ id, lookup_key: key, metadata }: StripeObject): string | undefined {
  const { hub_ref: reference } = (metadata ?? {}) as Record<string, unknown>;
  if (typeof reference === 'string') return reference;
  if (typeof key === 'string') return key;
  return id.startsWith(OWN_ID) ? id : undefined;
}
