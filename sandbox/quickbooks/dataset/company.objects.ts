import type { Dataset } from './dataset.js';
import { currencyRef, HOME_CURRENCY } from './money.facts.js';
import { nameOf, taxName, taxRate } from './references.js';

type Fields = Record<string, unknown>;

export function preferences(data: Dataset): Fields {
  return {
    AccountingInfoPrefs: {
      UseAccountNumbers: true,
      TrackDepartments: true,
      DepartmentTerminology: 'Location',
      ClassTrackingPerTxn: false,
      ClassTrackingPerTxnLine: true,
      FirstMonthOfFiscalYear: 'January',
      TaxYearMonth: 'January',
      CustomerTerminology: 'Customers',
    },
    ProductAndServicesPrefs: {
      ForSales: true,
      ForPurchase: true,
      QuantityWithPriceAndRate: true,
      QuantityOnHand: false,
    },
    SalesFormsPrefs: { CustomTxnNumbers: false, AllowDeposit: false, AllowDiscount: true, AllowEstimates: true },
    TaxPrefs: { UsingSalesTax: true, PartnerTaxEnabled: false },
    CurrencyPrefs: { MultiCurrencyEnabled: data.isMulticurrency, HomeCurrency: currencyRef(HOME_CURRENCY) },
    OtherPrefs: { NameValue: [{ Name: 'WarnDuplicateJournalNumber', Value: 'false' }] },
    ReportPrefs: { ReportBasis: 'Accrual', CalcAgingReportFromTxnDate: false },
  };
}

export function department(data: Dataset, index: number): Fields {
  const name = nameOf(data, 'departments', index);
  return { Name: name, SubDepartment: false, FullyQualifiedName: name, Active: data.isActive('departments', index) };
}

export function taxCode(data: Dataset, index: number): Fields {
  const rate = taxRate(index);
  const detail = {
    TaxRateRef: { value: data.id('tax_rates', index), name: `${taxName(index)} ${rate}%` },
    TaxTypeApplicable: 'TaxOnAmount',
    TaxOrder: 0,
  };
  return {
    Name: taxName(index),
    Description: `${taxName(index)} ${rate}%`,
    Active: true,
    Hidden: false,
    Taxable: rate > 0,
    TaxGroup: true,
    TaxCodeConfigType: 'USER_DEFINED',
    SalesTaxRateList: { TaxRateDetail: rate > 0 && index < data.counts.tax_rates ? [detail] : [] },
    PurchaseTaxRateList: { TaxRateDetail: [] },
  };
}

/** One rate for each code. */
export function taxRateOf(_data: Dataset, index: number): Fields {
  const rate = taxRate(index);
  return {
    Name: `${taxName(index)} ${rate}%`,
    Description: `Sales tax of ${taxName(index)}`,
    Active: true,
    RateValue: rate,
    AgencyRef: { value: '1' },
    SpecialTaxType: 'NONE',
    DisplayType: 'ReadOnly',
    EffectiveTaxRate: [{ RateValue: rate, EffectiveDate: '2019-01-01T00:00:00-08:00' }],
  };
}
