import { describe, expect, it } from '@jest/globals';
import { ProviderPermissionError, ProviderUnavailableError } from '../../provider.errors.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import { chosenRules, intentOf, pushedPayment } from '../testing/pushed.builders.js';
import { QuickBooksCompanyFacts } from './quickbooks.company-facts.js';

const access: QuickBooksAccess = { realmId: '1', environment: 'sandbox', token: async () => 'token' };
const { signal } = new AbortController();
/** As far as it is read; a company leaves out what it does not have. */
interface Preferences {
  SalesFormsPrefs: { CustomTxnNumbers?: boolean };
  CurrencyPrefs: { MultiCurrencyEnabled: boolean; HomeCurrency: { value: string } };
  AccountingInfoPrefs: { BookCloseDate: string; ClassTrackingPerTxn?: boolean };
  TaxPrefs: { PartnerTaxEnabled?: boolean };
}

const PREFERENCES: Preferences = {
  SalesFormsPrefs: { CustomTxnNumbers: true },
  CurrencyPrefs: { MultiCurrencyEnabled: false, HomeCurrency: { value: 'USD' } },
  AccountingInfoPrefs: { BookCloseDate: '2026-05-31', ClassTrackingPerTxn: true },
  TaxPrefs: { PartnerTaxEnabled: true },
};

interface Company {
  recheckSeconds?: number;
  preferences?: object;
}

function company({ recheckSeconds = 60, preferences = PREFERENCES }: Company = {}) {
  const vendor: { reads: number; preferences: object; error: Error | null } = { reads: 0, preferences, error: null };
  const object = async () => {
    vendor.reads += 1;
    if (vendor.error) throw vendor.error;
    return vendor.preferences as unknown as Record<string, unknown>;
  };
  const facts = new QuickBooksCompanyFacts({ object }, { keptSeconds: 86_400, recheckSeconds });
  const ask = (currency = 'USD', target = 'sale') =>
    facts.forIntent(access, intentOf(target, [pushedPayment({ currency })], { part: currency }), signal);
  return { vendor, facts, ask };
}

const NUMBERED = { ...PREFERENCES, SalesFormsPrefs: {} };

describe('The preferences of a company', () => {
  it('are read once', async () => {
    const { vendor, ask } = company();
    expect(await ask()).toEqual({
      customNumbers: true,
      multicurrency: false,
      homeCurrency: 'USD',
      closedUntil: '2026-05-31',
      classTracking: 'transaction',
      automatedTax: true,
    });
    await ask();
    expect(vendor.reads).toBe(1);
  });

  it.each([
    ['numbers documents itself', NUMBERED, 'USD', 'sale'],
    ['has one currency', PREFERENCES, 'EUR', 'sale'],
    ['has one currency of names', PREFERENCES, 'EUR', 'customer'],
  ])('are read again while the company %s', async (_, preferences, currency, target) => {
    const { vendor, ask } = company({ preferences, recheckSeconds: 0 });
    await ask(currency, target);
    await ask(currency, target);
    expect(vendor.reads).toBe(2);
  });

  it('are read again while a class is chosen that the company does not track', async () => {
    const { vendor, facts } = company({ preferences: { ...PREFERENCES, AccountingInfoPrefs: {} }, recheckSeconds: 0 });
    const intent = intentOf('sale', [pushedPayment()], { rules: chosenRules({ sale: { class: '5' } }) });
    await facts.forIntent(access, intent, signal);
    await facts.forIntent(access, intent, signal);
    expect(vendor.reads).toBe(2);
  });

  it('are read again while the tax is told to a company that has no automated tax', async () => {
    const { vendor, facts } = company({ preferences: { ...PREFERENCES, TaxPrefs: {} }, recheckSeconds: 0 });
    const intent = intentOf('sale', [pushedPayment()], { rules: chosenRules({ sale: { tax: 'override' } }) });
    await facts.forIntent(access, intent, signal);
    await facts.forIntent(access, intent, signal);
    expect(vendor.reads).toBe(2);
  });

  it('are read again while they move a document to another day', async () => {
    const until = { ...PREFERENCES, AccountingInfoPrefs: { BookCloseDate: '2026-06-30' } };
    const reads = async (closedPeriod: string, occurredAt: string) => {
      const { vendor, facts } = company({ preferences: until, recheckSeconds: 0 });
      const rules = chosenRules({ sale: { closedPeriod } });
      const intent = intentOf('sale', [pushedPayment({ occurredAt })], { rules });
      await facts.forIntent(access, intent, signal);
      await facts.forIntent(access, intent, signal);
      return vendor.reads;
    };
    expect(await reads('nextOpenDay', '2026-06-30T03:00:00Z')).toBe(2);
    expect(await reads('hold', '2026-06-30T03:00:00Z')).toBe(1);
    expect(await reads('nextOpenDay', '2026-07-02T03:00:00Z')).toBe(1);
  });

  it('are not read again for what they do not keep back, nor at once', async () => {
    const { vendor, ask } = company({ preferences: NUMBERED, recheckSeconds: 0 });
    await ask('USD', 'customer');
    await ask('USD', 'item');
    expect(vendor.reads).toBe(1);
    const patient = company({ preferences: NUMBERED });
    await patient.ask();
    await patient.ask();
    expect(patient.vendor.reads).toBe(1);
  });

  it('are read again once they do not agree with an answer', async () => {
    const { vendor, facts, ask } = company();
    await ask();
    facts.forget(access);
    await ask();
    expect(vendor.reads).toBe(2);
  });

  it('are read when the company says that a day is closed, if they may be out of date', async () => {
    const { vendor, facts, ask } = company({ recheckSeconds: 0 });
    await ask();
    expect(await facts.hasClosed(access, signal)).toBe(false);
    vendor.preferences = { ...PREFERENCES, AccountingInfoPrefs: { BookCloseDate: '2026-06-30' } };
    expect(await facts.hasClosed(access, signal)).toBe(true);
    expect(await ask()).toMatchObject({ closedUntil: '2026-06-30' });
    const patient = company();
    await patient.ask();
    expect(await patient.facts.hasClosed(access, signal)).toBe(false);
    expect(patient.vendor.reads).toBe(1);
  });

  it('may not be for the app to read', async () => {
    const { vendor, ask } = company();
    vendor.error = new ProviderPermissionError('Suspended.');
    expect(await ask()).toEqual({ refusal: 'Suspended.' });
    vendor.error = new ProviderUnavailableError('Gone.');
    await expect(ask()).rejects.toBe(vendor.error);
  });
});
