import type { PullPage } from '../../provider.port.js';
import type { ListedPage, StripeList, StripeListWalk } from './stripe.list.js';
import type { StripePayoutEntries } from './stripe.payout-entries.js';

/** The lists of all streams, those that Stripe does not have as such among them. */
export class StripeLists {
  constructor(
    private readonly list: StripeList,
    private readonly payoutEntries: StripePayoutEntries,
  ) {}

  objects(walk: StripeListWalk): AsyncGenerator<ListedPage> {
    return walk.stream.name === 'payout_entries' ? this.payoutEntries.objects(walk) : this.list.objects(walk);
  }

  async *walk(walk: StripeListWalk): AsyncGenerator<PullPage> {
    for await (const { page } of this.objects(walk)) yield page;
  }
}
