import { plannedContent, type ContentSpec } from '../../common/account.content.js';
import { hashText } from '../../common/seeded.random.js';
import { Dataset } from '../dataset/dataset.js';
import { streamCounts, type StreamCounts } from '../dataset/stream.counts.js';
import { STREAMS, type QboObject, type StreamName } from '../quickbooks.entity.js';
import { EntityStore } from './entity.store.js';
import { linesOf } from './settlement.effects.js';

export interface CompanySpec extends ContentSpec<StreamCounts> {
  /** Absent: several currencies, each object naming its own. */
  multicurrency?: boolean;
}

/** What one realmId holds. */
export class QuickBooksCompany {
  readonly data: Dataset;
  /** Entities that the plan does not have. */
  readonly withheld = new Set<StreamName>();
  /** Entities with an object that change data capture cannot render, by the status that its answers get. */
  readonly spoiled = new Map<StreamName, number>();
  private readonly stores: Record<StreamName, EntityStore>;

  constructor(
    readonly realmId: string,
    spec: CompanySpec,
    now: number,
  ) {
    const { counts, createdFrom, createdTo } = plannedContent(spec, now, streamCounts);
    this.data = new Dataset(
      realmId,
      spec.seed ?? hashText(realmId),
      counts,
      createdFrom,
      createdTo,
      spec.multicurrency,
    );
    const pairs = STREAMS.map((stream) => [stream, new EntityStore(this.data, stream)]);
    this.stores = Object.fromEntries(pairs) as Record<StreamName, EntityStore>;
  }

  store(stream: StreamName): EntityStore {
    return this.stores[stream];
  }

  /** Up to this day the books are closed; `YYYY-MM-DD`. */
  get closedUntil(): string | undefined {
    const prefs = this.stores.preferences.at(0)?.AccountingInfoPrefs;
    return (prefs as { BookCloseDate?: string } | undefined)?.BookCloseDate;
  }

  counts(): StreamCounts {
    return Object.fromEntries(STREAMS.map((stream) => [stream, this.stores[stream].liveCount])) as StreamCounts;
  }

  /** The deposit that a payment went into. */
  depositOf(paymentId: string): QboObject | null {
    const deposits = this.stores.deposits;
    const holds = (deposit: QboObject): boolean =>
      linesOf(deposit).some((line) => line.LinkedTxn?.some((link) => link.TxnId === paymentId));
    const payment = this.data.indexOf('payments', paymentId) ?? -1;
    if (payment >= 0 && payment < this.data.counts.payments) {
      const original = deposits.at(this.data.parent('payments', 'deposits', payment));
      if (original && holds(original)) return original;
    }
    for (const [, deposit] of deposits.changed()) if (holds(deposit)) return deposit;
    return null;
  }
}
