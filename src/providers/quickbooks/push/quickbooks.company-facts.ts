import { BoundedCache } from '../../../common/bounded-cache.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { asRecord, calendarDate, text } from '../../kit/fields.js';
import { ProviderPermissionError } from '../../provider.errors.js';
import type { AccountFacts, PushIntent } from '../../push.port.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import { findStream } from '../streams/quickbooks.streams.js';
import type { QuickBooksReader } from '../streams/quickbooks.reader.js';
import { movesDates } from './quickbooks.posting.js';
import { isCustomer, isMoney } from './quickbooks.push-targets.js';
import { overridesTax } from './quickbooks.tax.js';

/** What a company says of itself in its preferences, and what documents depend on. */
export interface CompanyFacts extends AccountFacts {
  /** Documents have the numbers that they are given, and QuickBooks refuses a used one. */
  customNumbers: boolean;
  multicurrency: boolean;
  homeCurrency: string | null;
  /** Until this day the books are closed. */
  closedUntil: string | null;
  classTracking: 'off' | 'transaction' | 'line';
  /** QuickBooks computes the tax of sales, which it does in American companies only. */
  automatedTax: boolean;
}

interface Kept {
  facts: CompanyFacts;
  /** By `performance.now()`. */
  readAt: number;
}

interface Times {
  keptSeconds: number;
  recheckSeconds: number;
}

const COMPANIES = 10_000;
const GROUPS = ['SalesFormsPrefs', 'CurrencyPrefs', 'AccountingInfoPrefs', 'TaxPrefs'];
const PREFERENCES = findStream('preferences')!;

/** The preferences of companies. Reads are metered, so they are kept for a day, unless they keep something back. */
export class QuickBooksCompanyFacts {
  private readonly kept = new BoundedCache<string, Kept>(COMPANIES);

  constructor(
    private readonly reader: Pick<QuickBooksReader, 'object'>,
    private readonly times: Times,
  ) {}

  /** Of the company that a request is built for. `refusal`: it does not let the app read them now, and says why. */
  async forIntent(access: QuickBooksAccess, intent: PushIntent, signal: AbortSignal): Promise<AccountFacts> {
    const kept = this.kept.get(access.realmId);
    const { keptSeconds, recheckSeconds } = this.times;
    const seconds = kept && standsInTheWay(kept.facts, intent) ? recheckSeconds : keptSeconds;
    if (kept && performance.now() - kept.readAt < seconds * 1000) return kept.facts;
    try {
      return await this.read(access, signal);
    } catch (error) {
      if (!(error instanceof ProviderPermissionError)) throw error;
      return kept?.facts ?? { refusal: error.message };
    }
  }

  async read(access: QuickBooksAccess, signal: AbortSignal): Promise<CompanyFacts> {
    const object = await this.reader.object(access, PREFERENCES, '', new ProviderExchange(signal));
    const facts = factsOf(object);
    this.kept.set(access.realmId, { facts, readAt: performance.now() });
    return facts;
  }

  /**
   * The company says that a day is closed. @returns whether that is news, so that a request is built differently now
   */
  async hasClosed(access: QuickBooksAccess, signal: AbortSignal): Promise<boolean> {
    const kept = this.kept.get(access.realmId);
    if (kept && performance.now() - kept.readAt < this.times.recheckSeconds * 1000) return false;
    return (await this.read(access, signal)).closedUntil !== (kept?.facts.closedUntil ?? null);
  }

  /** The company has answered in a way that does not agree with them. */
  forget({ realmId }: Pick<QuickBooksAccess, 'realmId'>): void {
    this.kept.delete(realmId);
  }
}

/** A person may just have changed what keeps a request back. */
function standsInTheWay(facts: CompanyFacts, intent: PushIntent): boolean {
  const { target, items, part, rules } = intent;
  const [item] = items;
  const currency = isCustomer(target) ? part : item?.entity === 'payments' ? item.body.currency : null;
  const isForeign = currency !== null && currency !== facts.homeCurrency;
  const hasNoClass = facts.classTracking === 'off' && Boolean(rules.get('sale')?.options.class);
  const hasNoTax = !facts.automatedTax && overridesTax(rules);
  const isHeld = isMoney(target) && (!facts.customNumbers || hasNoClass || hasNoTax || movesDay(facts, intent));
  return isHeld || (!facts.multicurrency && isForeign);
}

/** A document gets another day than its own, because the books are closed for that. Zones make a day's difference at most. */
function movesDay({ closedUntil }: CompanyFacts, { items: [item], rules }: PushIntent): boolean {
  if (item?.entity !== 'payments' || closedUntil === null) return false;
  return item.body.occurredAt.slice(0, 10) <= closedUntil && movesDates(rules);
}

function factsOf(preferences: Readonly<Record<string, unknown>>): CompanyFacts {
  const [sales, currency, accounting, tax] = GROUPS.map((group) => asRecord(preferences[group])) as [
    Raw,
    Raw,
    Raw,
    Raw,
  ];
  return {
    customNumbers: sales.CustomTxnNumbers === true,
    multicurrency: currency.MultiCurrencyEnabled === true,
    homeCurrency: text(asRecord(currency.HomeCurrency).value),
    closedUntil: calendarDate(accounting.BookCloseDate),
    classTracking:
      accounting.ClassTrackingPerTxnLine === true
        ? 'line'
        : accounting.ClassTrackingPerTxn === true
          ? 'transaction'
          : 'off',
    automatedTax: tax.PartnerTaxEnabled === true,
  };
}

type Raw = Record<string, unknown>;
