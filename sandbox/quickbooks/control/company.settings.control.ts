import type { ControlBody } from '../../common/control.router.js';
import { CHOICES, type CompanySettings } from '../live/company.settings.js';
import { WARN_OF_JOURNALS, type QuickBooksCompany } from '../live/quickbooks.company.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';
import type { QuickBooksWorld } from '../quickbooks.world.js';

type Fields = Record<string, unknown>;
interface NameValue {
  Name: string;
  Value: string;
}

/** Settings that the company's own objects show: where they stand, and how. */
const SHOWN: Readonly<Record<string, { stream: StreamName; patch(object: QboObject, value: unknown): Fields }>> = {
  closingDate: inGroup('AccountingInfoPrefs', (value) => ({ BookCloseDate: value ?? undefined })),
  customTxnNumbers: inGroup('SalesFormsPrefs', (value) => ({ CustomTxnNumbers: value })),
  automatedSalesTax: inGroup('TaxPrefs', (value) => ({ UsingSalesTax: true, PartnerTaxEnabled: value })),
  multicurrency: inGroup('CurrencyPrefs', (value) => ({ MultiCurrencyEnabled: value })),
  classTracking: inGroup('AccountingInfoPrefs', (value) => ({
    ClassTrackingPerTxn: value === 'transaction',
    ClassTrackingPerTxnLine: value === 'line',
  })),
  trackDepartments: inGroup('AccountingInfoPrefs', (value) => ({ TrackDepartments: value })),
  warnDuplicateJournalNumber: {
    stream: 'preferences',
    patch: ({ OtherPrefs: others }, value) => ({ OtherPrefs: withValue(others, WARN_OF_JOURNALS, String(value)) }),
  },
  offeringSku: {
    stream: 'company_info',
    patch: (object, value) => withValue(object, 'OfferingSku', String(value)),
  },
};

/** `POST settings`: each by its name, whether an object of the company shows it or not. */
export function configureCompany(world: QuickBooksWorld, company: QuickBooksCompany, body: ControlBody): Fields {
  const unknown = Object.keys(body).find((name) => !(name in SHOWN) && !(name in company.settings));
  if (unknown !== undefined) throw new Error(`no setting ${unknown}`);
  for (const [name, value] of Object.entries(body)) {
    const shown = SHOWN[name];
    if (shown) change(world, company, shown.stream, (object) => shown.patch(object, value));
    else set(company.settings, name as keyof CompanySettings, value);
  }
  return settingsOf(company);
}

export function settingsOf(company: QuickBooksCompany): Fields {
  const { Id: _id, SyncToken: _token, MetaData: _meta, ...preferences } = company.store('preferences').at(0)!;
  return { ...company.settings, preferences };
}

function set(settings: CompanySettings, name: keyof CompanySettings, value: unknown): void {
  const choices = CHOICES[name];
  if (choices && !choices.includes(value as string)) throw new Error(`${name} is one of ${choices.join(', ')}`);
  Object.assign(settings, { [name]: value });
}

function change(
  world: QuickBooksWorld,
  company: QuickBooksCompany,
  stream: StreamName,
  patch: (object: QboObject) => Fields,
): void {
  const object = company.store(stream).at(0)!;
  world.bookkeeper.update(company, stream, object, { ...object, ...patch(object) });
}

function inGroup(group: string, fields: (value: unknown) => Fields) {
  const patch = (object: QboObject, value: unknown): Fields => ({
    [group]: { ...(object[group] as Fields), ...fields(value) },
  });
  return { stream: 'preferences' as const, patch };
}

function withValue(object: unknown, name: string, value: string): Fields {
  const { NameValue: values = [] } = (object ?? {}) as { NameValue?: NameValue[] };
  return { NameValue: [...values.filter(({ Name }) => Name !== name), { Name: name, Value: value }] };
}
