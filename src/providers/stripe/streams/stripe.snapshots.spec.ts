import { CATALOG_SNAPSHOTS } from '../testing/catalog-snapshots.js';
import { KEPT_SNAPSHOTS } from '../testing/kept-snapshots.js';
import { OLD_SNAPSHOTS } from '../testing/old-snapshots.js';
import { normaliseStripe } from '../shape/stripe.shapes.js';
import { isKnownSince, STRIPE_API_VERSION } from '../api/stripe.api-version.js';
import { stream, type StripeStream } from './stripe.stream.js';
import { partStreamsOf, STRIPE_STREAMS } from './stripe.streams.js';

const SAMPLES = [...OLD_SNAPSHOTS, ...CATALOG_SNAPSHOTS, ...KEPT_SNAPSHOTS];
const FED = STRIPE_STREAMS.filter(({ feed }) => feed !== null);
const AT = new Date(0);
const called = (name: string) => STRIPE_STREAMS.find((one) => one.name === name)!;

describe('snapshots of an old API version', () => {
  it.each(SAMPLES)('of $stream, $version, mean what is read today', ({ stream: name, version, old, today, blank }) => {
    const shaped = normaliseStripe(name, old, AT);
    expect(shaped).toEqual(normaliseStripe(name, today, AT));
    const empty = Object.entries(shaped).filter(([, value]) => value === null);
    expect(empty.map(([field]) => field).sort()).toEqual([...(blank ?? [])].sort());
    expect(isKnownSince(version, called(name).snapshotsSince)).toBe(true);
  });

  it.each(FED)('of $name are taken as they are from no version that a sample has not proven', (fed) => {
    expect(unproven(fed)).toBe(false);
    // A part comes within the whole, whose version decides.
    for (const part of partStreamsOf(fed)) expect(part.snapshotsSince).toBe(fed.snapshotsSince);
  });

  it('are not taken as they are where nothing is declared, and a claim without a sample is noticed', () => {
    const { snapshotsSince: _declared, ...row } = called('disputes');
    const silent = stream({ ...row, eventTypes: ['wormhole.opened'] });
    expect(isKnownSince('2026-08-26.dahlia', silent.snapshotsSince)).toBe(false);
    expect(unproven(silent)).toBe(false);
    expect(unproven({ ...silent, snapshotsSince: '2026-08-26' })).toBe(true);
    expect(unproven({ ...called('disputes'), snapshotsSince: '2020-08-27' })).toBe(true);
  });

  it('fill what the mappers read', () => {
    const shaped = Object.fromEntries(SAMPLES.map(({ stream: name, old }) => [name, normaliseStripe(name, old, AT)]));
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
    for (const { feed, snapshots, expand, unannounced, snapshotsSince } of STRIPE_STREAMS) {
      if (feed === null) expect(snapshots).toBeUndefined();
      else expect(snapshots).toContain('at most one read for each changed object');
      if (feed !== null && (expand.length === 0 || unannounced)) {
        expect(snapshots).toContain(`from API version ${snapshotsSince} on`);
      }
    }
  });
});

/** It takes snapshots of versions other than our own, and no sample of the first of them shows that it may. */
function unproven({ name, snapshotsSince }: StripeStream): boolean {
  const isOwnOnly = snapshotsSince === STRIPE_API_VERSION.slice(0, 10);
  return !isOwnOnly && !SAMPLES.some((sample) => sample.stream === name && sample.version === snapshotsSince);
}
