import { OLD_SNAPSHOTS } from '../testing/old-snapshots.js';
import { normaliseStripe } from '../shape/stripe.shapes.js';
import { isKnownSince } from '../api/stripe.api-version.js';
import { STRIPE_STREAMS } from './stripe.streams.js';

const VERSION = '2020-08-27';

describe(`snapshots of API version ${VERSION}`, () => {
  it.each(OLD_SNAPSHOTS)('of $stream mean what is read today', ({ stream, old, today }) => {
    const { snapshotsSince } = STRIPE_STREAMS.find(({ name }) => name === stream)!;
    expect(isKnownSince(VERSION, snapshotsSince)).toBe(true);
    const at = new Date(0);
    expect(normaliseStripe(stream, old, at)).toEqual(normaliseStripe(stream, today, at));
  });

  it('fill what the mappers read', () => {
    const shaped = Object.fromEntries(OLD_SNAPSHOTS.map(({ stream, old }) => [stream, normaliseStripe(stream, old)]));
    expect(shaped.payments).toMatchObject({ invoiceId: 'in_1', latestChargeId: 'ch_1', brand: 'visa', last4: '4242' });
    expect(shaped.invoices).toMatchObject({
      subscriptionId: 'sub_1',
      taxMinor: 160,
      amountDueMinor: 0,
      dueAt: '2020-10-01',
      lines: [{ priceId: 'price_1', productId: 'prod_1', unitAmountMinor: 420, taxMinor: 160, totalMinor: 1_000 }],
    });
    expect(shaped.subscriptions).toMatchObject({
      currency: 'USD',
      items: [{ priceId: 'price_1', productId: 'prod_1' }],
    });
    expect(shaped.promotion_codes).toMatchObject({ couponId: 'SPRING', percentOff: 12.5, active: true });
  });

  it('are described, with what other versions cost', () => {
    for (const { feed, snapshots, expand, snapshotsSince } of STRIPE_STREAMS) {
      if (feed === null) expect(snapshots).toBeUndefined();
      else
        expect(snapshots).toContain(expand.length > 0 ? 'at most one read' : `from API version ${snapshotsSince} on`);
    }
  });
});
