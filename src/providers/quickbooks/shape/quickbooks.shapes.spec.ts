import { normaliseQuickBooks } from './quickbooks.shapes.js';
import { QUICKBOOKS_STREAMS } from '../streams/quickbooks.streams.js';
import { base, createdAt, USD } from '../testing/quickbooks.objects.js';

describe('normalising', () => {
  it('the company', () => {
    const raw = {
      CompanyName: 'Venue',
      Email: { Address: 'box@example.com' },
      Country: 'US',
      NameValue: [
        { Name: 'NeoEnabled', Value: 'true' },
        { Name: 'CurrencyCode', Value: 'usd' },
      ],
    };
    const expected = { name: 'Venue', email: 'box@example.com', country: 'US', currency: 'USD' };
    expect(normaliseQuickBooks('company_info', raw)).toEqual(expected);
  });

  it('who is dealt with', () => {
    const raw = {
      ...base,
      DisplayName: 'Zoë Ltd',
      PrimaryEmailAddr: { Address: 'zoe@example.com' },
      PrimaryPhone: { FreeFormNumber: '(555) 1' },
      BillAddr: { Line1: 'Street 1', City: 'Town', CountrySubDivisionCode: 'CA', PostalCode: '94000' },
      CurrencyRef: USD,
      Balance: 12.5,
      Active: false,
    };
    const address = { line1: 'Street 1', line2: null, city: 'Town', region: 'CA', postalCode: '94000', country: null };
    const shared = { name: 'Zoë Ltd', email: 'zoe@example.com', phone: '(555) 1', address, currency: 'USD', createdAt };
    expect(normaliseQuickBooks('customers', raw)).toEqual({
      ...shared,
      active: false,
      unsubscribed: null,
      metadata: {},
    });
    expect(normaliseQuickBooks('vendors', raw)).toEqual({ ...shared, balanceMinor: 1_250, active: false });
    const unnamed = { GivenName: 'Zoë', FamilyName: 'Li' };
    expect(normaliseQuickBooks('customers', unnamed)).toMatchObject({ name: 'Zoë Li' });
  });

  it.each([
    ['Service', 'service'],
    ['Inventory', 'stock'],
    ['NonInventory', 'product'],
    ['Category', 'category'],
    ['Group', 'product'],
    [undefined, 'product'],
  ])('an item of type %s as %s', (Type, kind) => {
    const raw = { ...base, Type, Name: 'Ticket', UnitPrice: 25, ParentRef: { value: '9' } };
    expect(normaliseQuickBooks('products', raw)).toMatchObject({
      kind,
      name: 'Ticket',
      amountMinor: 2_500,
      parentId: '9',
    });
  });

  it.each([
    ['customers', { DisplayName: "Bob's O'Hare (deleted)" }, "Bob's O'Hare"],
    ['vendors', { DisplayName: 'Ushers (Deleted 2)' }, 'Ushers'],
    ['products', { Name: 'Balcony (deleted)' }, 'Balcony'],
    ['accounts', { FullyQualifiedName: 'Venue (deleted):Bar (deleted)', Name: 'Bar (deleted)' }, 'Venue:Bar'],
    ['classes', { Name: 'Hall (deleted)' }, 'Hall'],
    ['departments', { Name: 'Annex (deleted)' }, 'Annex'],
    ['tax_codes', { Name: 'CA (deleted)' }, 'CA'],
    ['tax_rates', { Name: 'CA 7% (deleted)' }, 'CA 7%'],
  ])('a deleted one of %s as inactive, by the name that it had', (type, raw, name) => {
    expect(normaliseQuickBooks(type, { ...base, ...raw, Active: false })).toMatchObject({ active: false, name });
    const kept = Object.values(raw)[0];
    expect(normaliseQuickBooks(type, { ...base, ...raw })).toMatchObject({ active: true, name: kept });
  });

  it('amounts that name no currency in that of the company', () => {
    const preferences = { CurrencyPrefs: { MultiCurrencyEnabled: false, HomeCurrency: { value: 'JPY' } } };
    const read = (type: string, raw: Record<string, unknown>) => normaliseQuickBooks(type, raw, undefined, preferences);
    expect(read('payments', { TotalAmt: 1_500 })).toMatchObject({ amountMinor: 1_500, currency: 'JPY' });
    expect(read('payments', { TotalAmt: 15, CurrencyRef: USD })).toMatchObject({ amountMinor: 1_500, currency: 'USD' });
    expect(read('products', { UnitPrice: 800 })).toMatchObject({ amountMinor: 800, currency: 'JPY' });
    expect(read('customers', {})).toMatchObject({ currency: 'JPY' });
    expect(read('company_info', {})).toMatchObject({ currency: 'JPY' });
    expect(normaliseQuickBooks('payments', { TotalAmt: 15 })).toMatchObject({ amountMinor: 1_500, currency: null });
  });

  it('the preferences', () => {
    const raw = {
      ...base,
      AccountingInfoPrefs: { BookCloseDate: '2026-09-30', ClassTrackingPerTxnLine: true, TrackDepartments: true },
      SalesFormsPrefs: { CustomTxnNumbers: true },
      TaxPrefs: { UsingSalesTax: true },
      CurrencyPrefs: { MultiCurrencyEnabled: true, HomeCurrency: USD },
    };
    expect(normaliseQuickBooks('preferences', raw)).toEqual({
      currency: 'USD',
      multicurrency: true,
      closedUntil: '2026-09-30',
      customNumbers: true,
      usesClasses: true,
      usesDepartments: true,
      usesTax: true,
      createdAt,
    });
  });

  it('a tax rate, as it is at the time', () => {
    const raw = { ...base, Name: 'CA', Description: 'California', AgencyRef: { value: '2' }, RateValue: 7.25 };
    expect(normaliseQuickBooks('tax_rates', raw)).toEqual({
      name: 'CA',
      percentage: 7.25,
      inclusive: false,
      active: true,
      agencyId: '2',
      description: 'California',
      country: null,
      createdAt,
    });
    const EffectiveTaxRate = [
      { RateValue: 19, EffectiveDate: '2020-01-01T00:00:00-08:00', EndDate: '2026-01-01T00:00:00-08:00' },
      { RateValue: 20, EffectiveDate: '2026-01-01T00:00:00-08:00' },
    ];
    const rateIn = (year: number) =>
      normaliseQuickBooks('tax_rates', { EffectiveTaxRate }, new Date(Date.UTC(year, 5)));
    expect([2025, 2026].map((year) => rateIn(year).percentage)).toEqual([19, 20]);
  });

  it.each(QUICKBOOKS_STREAMS.map(({ name }) => name))('%s out of nothing, and out of nonsense', (name) => {
    const nonsense = Object.fromEntries(
      ['MetaData', 'Line', 'LinkedTxn', 'CurrencyRef', 'TotalAmt', 'BillAddr', 'NameValue', 'Type', 'Active'].map(
        (key) => [key, [7]],
      ),
    );
    for (const raw of [{}, nonsense]) {
      const shape = normaliseQuickBooks(name, raw);
      expect(Object.keys(shape).length).toBeGreaterThan(3);
      expect(Object.values(shape)).not.toContain(undefined);
    }
  });

  it('what is not kept is nothing', () => {
    expect(normaliseQuickBooks('time_activities', base)).toEqual({});
  });
});
