import { STRIPE_API_VERSION } from '../api/stripe.api-version.js';
import { readEvent, type StripeEvent } from '../streams/stripe.event.js';

let count = 0;

/** A snapshot event as Stripe sends it; by default an update of a customer. */
export function rawEvent(fields: Record<string, unknown> = {}): Record<string, unknown> {
  count += 1;
  const { object = {}, previous, ...rest } = fields as { object?: object; previous?: object };
  return {
    id: `evt_${count}`,
    object: 'event',
    api_version: STRIPE_API_VERSION,
    created: 1_000,
    type: 'customer.updated',
    livemode: false,
    data: {
      object: { id: 'cus_1', object: 'customer', ...object },
      ...(previous && { previous_attributes: previous }),
    },
    ...rest,
  };
}

export function stripeEvent(fields: Record<string, unknown> = {}): StripeEvent {
  return readEvent(rawEvent(fields))!;
}
