import type { PushedItem } from '../../providers/push.port.js';
import type { VenueScope } from './venue.routing.js';

/** An integration of a venue in whose books a payment is, or may be. */
export interface PostedPayment {
  platformId: string;
  integrationId: string;
  venueId: string | null;
  /** A document is linked, or nothing more can be found out. Otherwise a request was sent, and its outcome is not known yet. */
  isLinked: boolean;
}

/** The payment, and the sale that it refunds: both belong into the same books. */
export function paymentsOf({ entity, platformId, body }: PushedItem): string[] {
  if (entity !== 'payments') return [];
  return typeof body.refundOfId === 'string' ? [platformId, body.refundOfId] : [platformId];
}

/**
 * Payments that are in the books of a venue. What was posted stays: if their event gets another venue, they and their refunds
 * keep to these books, and are posted in no others.
 */
export class PostedPayments {
  private readonly byPayment = new Map<string, PostedPayment[]>();

  constructor(posted: readonly PostedPayment[]) {
    for (const payment of posted) {
      const known = this.byPayment.get(payment.platformId);
      if (known) known.push(payment);
      else this.byPayment.set(payment.platformId, [payment]);
    }
  }

  /** Whether the integration takes the item because of where it was posted. `undefined`: its venue decides. */
  routeOf(scope: Pick<VenueScope, 'id' | 'venueId'>, item: PushedItem): boolean | undefined {
    const posted = this.ofOthersAnd(scope, item);
    if (posted.some(({ integrationId }) => integrationId === scope.id)) return true;
    return posted.some(({ isLinked }) => isLinked) ? false : undefined;
  }

  /** Whether the books of another venue may have it: that is found out first. */
  isInDoubt(scope: Pick<VenueScope, 'id' | 'venueId'>, item: PushedItem): boolean {
    const posted = this.ofOthersAnd(scope, item);
    return posted.some(({ integrationId, isLinked }) => !isLinked && integrationId !== scope.id);
  }

  /** Several integrations of one venue may each post it. One for all venues posts it besides. */
  private ofOthersAnd({ id, venueId }: Pick<VenueScope, 'id' | 'venueId'>, item: PushedItem): PostedPayment[] {
    if (venueId === null) return [];
    const posted = paymentsOf(item).flatMap((platformId) => this.byPayment.get(platformId) ?? []);
    return posted.filter((payment) => payment.integrationId === id || payment.venueId !== venueId);
  }
}

export const NOTHING_POSTED = new PostedPayments([]);
