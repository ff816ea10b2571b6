import { plannedContent, type ContentSpec } from '../../common/account.content.js';
import { hashText } from '../../common/seeded.random.js';
import { Dataset } from '../dataset/dataset.js';
import { streamCounts, type StreamCounts } from '../dataset/stream.counts.js';
import { STREAMS, type QboObject, type StreamName } from '../quickbooks.entity.js';
import { USUAL_SETTINGS, type CompanySettings } from './company.settings.js';
import { EntityStore } from './entity.store.js';
import { linesOf } from './settlement.effects.js';

export interface CompanySpec extends ContentSpec<StreamCounts> {
  /** Several currencies, each object naming its own; a company has one until somebody switches this on. */
  multicurrency?: boolean;
}

export const WARN_OF_JOURNALS = 'WarnDuplicateJournalNumber';

/** What one realmId holds. */
export class QuickBooksCompany {
  readonly data: Dataset;
  /** Entities that the plan does not have. */
  readonly withheld = new Set<StreamName>();
  /** Entities with an object that change data capture cannot render, by the status that its answers get. */
  readonly spoiled = new Map<StreamName, number>();
  readonly settings: CompanySettings = { ...USUAL_SETTINGS };
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
    return this.preferences('AccountingInfoPrefs').BookCloseDate as string | undefined;
  }

  /** Whether sales have the numbers that they are given; otherwise the company counts. */
  get hasCustomNumbers(): boolean {
    return this.preferences('SalesFormsPrefs').CustomTxnNumbers === true;
  }

  get refusesUsedJournalNumbers(): boolean {
    const others = (this.preferences('OtherPrefs').NameValue ?? []) as { Name: string; Value: string }[];
    return others.some(({ Name, Value }) => Name === WARN_OF_JOURNALS && Value === 'true');
  }

  get isMulticurrency(): boolean {
    return this.preferences('CurrencyPrefs').MultiCurrencyEnabled === true;
  }

  /** Whether Intuit computes the tax of lines that do not say that they are free of it. */
  get hasAutomatedTax(): boolean {
    return this.preferences('TaxPrefs').PartnerTaxEnabled === true;
  }

  private preferences(group: string): Record<string, unknown> {
    return (this.stores.preferences.at(0)?.[group] ?? {}) as Record<string, unknown>;
  }

  counts(): StreamCounts {
    return Object.fromEntries(STREAMS.map((stream) => [stream, this.stores[stream].liveCount])) as StreamCounts;
  }

  /** The deposit that a payment, a receipt or another transaction went into. */
  depositOf(transactionId: string): QboObject | null {
    const deposits = this.stores.deposits;
    const holds = (deposit: QboObject): boolean =>
      linesOf(deposit).some((line) => line.LinkedTxn?.some((link) => link.TxnId === transactionId));
    const payment = this.data.indexOf('payments', transactionId) ?? -1;
    if (payment >= 0 && payment < this.data.counts.payments) {
      const original = deposits.at(this.data.parent('payments', 'deposits', payment));
      if (original && holds(original)) return original;
    }
    for (const [, deposit] of deposits.changed()) if (holds(deposit)) return deposit;
    return null;
  }
}
