import { plannedContent, type ContentSpec } from '../../common/account.content.js';
import { hashText } from '../../common/seeded.random.js';
import { Dataset } from '../dataset/dataset.js';
import { MAIN_LOCATION } from '../dataset/location.objects.js';
import { objectSources } from '../dataset/object.sources.js';
import { PayoutLedger } from '../dataset/payout.ledger.js';
import { streamCounts, type StreamCounts } from '../dataset/stream.counts.js';
import { iso } from '../dataset/square.time.js';
import { STREAMS, type SquareObject, type StreamName } from '../square.stream.js';
import type { EventRecord } from './event.log.js';
import { StreamStore } from './stream.store.js';

export interface AccountSpec extends ContentSpec<StreamCounts> {
  accessToken?: string;
  /** What the loyalty endpoints say: there is a program, there is none (empty answers), or there is none (404). */
  loyalty?: LoyaltyMode;
}

export type LoyaltyMode = 'program' | 'empty' | 'notFound';

/** One merchant: the computed content, what was changed since, and what happened. */
export class SquareAccount {
  readonly data: Dataset;
  readonly ledger: PayoutLedger;
  readonly events: EventRecord[] = [];
  loyalty: LoyaltyMode;
  /** Whether a SKU belongs to one variation alone; Square does not mind. */
  uniqueSkus = false;
  private readonly stores: Record<StreamName, StreamStore>;

  constructor(
    readonly id: string,
    spec: AccountSpec,
    now: () => number,
  ) {
    const { counts, createdFrom, createdTo } = plannedContent(spec, Math.floor(now() / 1000), streamCounts);
    this.loyalty = spec.loyalty ?? 'program';
    if (this.loyalty !== 'program') counts.loyalty_accounts = 0;
    this.data = new Dataset(id, spec.seed ?? hashText(id), counts, createdFrom * 1000, createdTo * 1000);
    this.ledger = new PayoutLedger(this.data);
    const sources = objectSources(this.data, this.ledger);
    const pairs = STREAMS.map((stream) => [stream, new StreamStore(sources[stream], now)]);
    this.stores = Object.fromEntries(pairs) as Record<StreamName, StreamStore>;
  }

  store(stream: StreamName): StreamStore {
    return this.stores[stream];
  }

  counts(): StreamCounts {
    return Object.fromEntries(STREAMS.map((stream) => [stream, this.stores[stream].liveCount])) as StreamCounts;
  }

  get mainLocation(): string {
    return this.data.id('locations', MAIN_LOCATION);
  }

  hasLocation(id: string): boolean {
    return Boolean(this.stores.locations.find(id));
  }

  /** The merchant as GET /v2/merchants/me shows it. */
  describe(): SquareObject {
    return {
      id: this.id,
      business_name: 'Sandbox Arts Centre',
      country: 'US',
      language_code: 'en-US',
      currency: 'USD',
      status: 'ACTIVE',
      main_location_id: this.mainLocation,
      created_at: iso(this.data.from),
    };
  }
}
