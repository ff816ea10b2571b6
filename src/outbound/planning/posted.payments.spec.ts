import { describe, expect, it } from '@jest/globals';
import type { ItemBody, PushedItem } from '../../providers/items/pushed.item.js';
import { PostedPayments, type PostedPayment } from './posted.payments.js';

const posted = (platformId: string, at: string, venueId: string | null, isLinked = true): PostedPayment => {
  return { platformId, integrationId: at, venueId, isLinked };
};
const payment = (platformId: string, refundOfId?: string): PushedItem<'payments'> => {
  return { entity: 'payments', platformId, version: 1, body: { refundOfId } as ItemBody<'payments'> };
};
const [own, twin, other, all] = [
  { id: 'own', venueId: 'v1' },
  { id: 'twin', venueId: 'v1' },
  { id: 'other', venueId: 'v2' },
  { id: 'all', venueId: null },
];

describe('A payment that was posted', () => {
  it.each<[string, PostedPayment[], (boolean | undefined)[]]>([
    ['is for its venue while it is nowhere', [], [undefined, undefined, undefined, undefined]],
    ['stays where it is', [posted('p', 'own', 'v1')], [true, undefined, false, undefined]],
    [
      'stays in the books of both',
      [posted('p', 'own', 'v1'), posted('p', 'other', 'v2')],
      [true, false, true, undefined],
    ],
    ['is not decided yet in doubt', [posted('p', 'own', 'v1', false)], [true, undefined, undefined, undefined]],
    ['is not that of another', [posted('q', 'own', 'v1')], [undefined, undefined, undefined, undefined]],
    ['takes its refund along', [posted('sale', 'own', 'v1')], [true, undefined, false, undefined]],
  ])('%s', (_, known, expected) => {
    const payments = new PostedPayments(known);
    expect([own, twin, other, all].map((scope) => payments.routeOf(scope, payment('p', 'sale')))).toEqual(expected);
  });

  it('is in doubt for others only, and not where every venue is posted', () => {
    const payments = new PostedPayments([posted('p', 'own', 'v1', false)]);
    expect([own, twin, other, all].map((scope) => payments.isInDoubt(scope, payment('p')))).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });
});
