import { integer } from '../../kit/fields.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { pageOf } from '../../kit/page.builder.js';
import type { PullPage } from '../../provider.port.js';
import { EMPTY_BATCH } from '../../record-batch.js';
import type { SquareAccess } from '../api/square.access.js';
import type { SquareClient } from '../api/square.client.js';
import { rfc3339 } from '../shape/square.dating.js';

/** What was counted last; kept with the watermark. */
export interface SquareCount {
  count: number;
  /** Epoch seconds. */
  countedAt: number;
  /** When the engine was last given a number to compare with its own, epoch seconds. */
  comparedAt: number;
}

/** At least so often the engine compares, whatever the counts say. */
const COMPARE_SECONDS = 86_400;

/**
 * Count check: detects deleted customers where Square does not report them. Customers were deleted if there are now fewer
 * than the earlier count plus those created since. The count is not compared with our own number of records: Square's
 * index lags behind the webhooks, so the two often differ. https://developer.squareup.com/reference/square/customers-api/search-customers
 */
export class SquareCounter {
  constructor(private readonly client: SquareClient) {}

  /** @returns a page without records, with a total where customers may be missing */
  async take(
    access: SquareAccess,
    stream: string,
    known: Partial<SquareCount>,
    signal: AbortSignal,
  ): Promise<{ page: PullPage; count: SquareCount | null }> {
    const exchange = new ProviderExchange(signal);
    const count = await this.count(access, undefined, exchange);
    const countedAt = exchange.seconds;
    const page = (totals?: PullPage['totals']) =>
      pageOf(exchange, { records: EMPTY_BATCH, cursor: null, ...(totals && { totals }) });
    if (count === null) return { page: page(), count: null };
    const { count: before, countedAt: since, comparedAt = 0 } = known;
    const isDue = before === undefined || since === undefined || countedAt - comparedAt >= COMPARE_SECONDS;
    const isMissing = !isDue && count < before + ((await this.count(access, since, exchange)) ?? 0);
    if (!isDue && !isMissing) return { page: page(), count: { count, countedAt, comparedAt } };
    return { page: page({ [stream]: count }), count: { count, countedAt, comparedAt: countedAt } };
  }

  private async count(
    access: SquareAccess,
    createdSince: number | undefined,
    exchange: ProviderExchange,
  ): Promise<number | null> {
    const startAt = createdSince === undefined ? undefined : rfc3339(createdSince);
    await this.client.send(access, 'POST /v2/customers/search', exchange, (square) =>
      square.customers.search({
        limit: 1n,
        count: true,
        ...(startAt && { query: { filter: { createdAt: { startAt } } } }),
      }),
    );
    return integer(exchange.body.count);
  }
}
