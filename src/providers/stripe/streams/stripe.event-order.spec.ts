import { latestEvent } from './stripe.event-order.js';
import type { StripeEvent } from './stripe.event.js';
import { stripeEvent } from '../testing/stripe-event.builder.js';

const update = (previous: object, object: object) => stripeEvent({ previous, object });

/** Whatever the order in which they are given. */
function expectLatest(events: StripeEvent[], latest: StripeEvent | null): void {
  expect(latestEvent(events)).toBe(latest);
  expect(latestEvent(events.toReversed())).toBe(latest);
}

describe('of two events of one second, the later one', () => {
  it('is the one whose former values are those of the other', () => {
    const first = update({ name: 'a' }, { name: 'b', phone: 'x', address: { city: 'P', line1: '1' } });
    const second = update({ phone: 'x', address: { city: 'P' } }, { name: 'b', phone: 'y', address: { city: 'Q' } });
    expectLatest([first, second], second);
  });

  it('knows that a field was absent before', () => {
    const first = update({ metadata: { b: null } }, { metadata: { b: '1' } });
    const second = update({ metadata: { c: null } }, { metadata: { b: '1', c: '2' } });
    expectLatest([first, second], second);
  });

  it('is not known of a field set back and forth', () => {
    expectLatest([update({ name: 'a' }, { name: 'b' }), update({ name: 'b' }, { name: 'a' })], null);
  });

  it('is not known without former values', () => {
    const [first, second] = ['processing', 'succeeded'].map((status) =>
      stripeEvent({ type: `payment_intent.${status}`, object: { object: 'payment_intent', status } }),
    );
    expectLatest([first!, second!], null);
  });

  it('is never the creation, and always the deletion of what was there before', () => {
    const creation = stripeEvent({ type: 'customer.created', object: { name: 'a' } });
    const change = stripeEvent({ object: { name: 'b' } });
    const deletion = stripeEvent({ type: 'customer.deleted', object: { name: 'b' } });
    expectLatest([creation, change], change);
    expectLatest([change, deletion], deletion);
  });

  it('is not known where an object was deleted and created: its id may have been used again', () => {
    const creation = stripeEvent({
      type: 'coupon.created',
      object: { id: 'AUTUMN', object: 'coupon', percent_off: 40 },
    });
    const change = stripeEvent({ type: 'coupon.updated', object: { id: 'AUTUMN', object: 'coupon', percent_off: 40 } });
    const deletion = stripeEvent({
      type: 'coupon.deleted',
      object: { id: 'AUTUMN', object: 'coupon', percent_off: 6 },
    });
    expectLatest([creation, deletion], null);
    expectLatest([creation, deletion, change], null);
  });
});

describe('of several events of one second, the latest', () => {
  const chain = ['a', 'b', 'c', 'd'].map((name, index) => update({ name: String(index) }, { name: String(index + 1) }));

  it('is found through a chain of proofs', () => {
    expectLatest(chain, chain[3]!);
  });

  it('is not known when a link is missing', () => {
    expectLatest([chain[0]!, chain[1]!, chain[3]!], null);
  });

  it('is not known of a circle', () => {
    expectLatest([update({ n: 1 }, { n: 2 }), update({ n: 2 }, { n: 3 }), update({ n: 3 }, { n: 1 })], null);
  });

  it('counts two events of one change as one', () => {
    const paid = { object: { object: 'invoice', id: 'in_1', status: 'paid' } };
    const first = stripeEvent({
      type: 'invoice.updated',
      previous: { status: 'draft' },
      object: { ...paid.object, status: 'open' },
    });
    const second = stripeEvent({ type: 'invoice.paid', ...paid });
    const third = stripeEvent({ type: 'invoice.updated', previous: { status: 'open' }, ...paid });
    expectLatest([first, second, third], third);
  });
});
