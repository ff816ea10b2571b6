import { ProviderExchange } from '../../http/provider.exchange.js';
import { asRecord, text } from '../../kit/fields.js';
import type { Choice } from '../../push.port.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import { literal, PAGE_LIMIT } from '../streams/quickbooks.query.js';
import type { QuickBooksQueries } from '../streams/quickbooks.queries.js';
import { findStream } from '../streams/quickbooks.streams.js';
import type { QuickBooksCompanyFacts } from './quickbooks.company-facts.js';
import { DOCNUMBERS_OFF } from './quickbooks.posting.js';
import { ITEM_OPTIONS } from './quickbooks.push-rules.js';
import { NO_AUTOMATED_TAX } from './quickbooks.tax.js';

interface Listed {
  stream: string;
  /** Of the objects that can be chosen. */
  where?: string;
}

const types = (field: string, ...names: string[]): string => `${field} in (${names.map(literal).join(', ')})`;

const ITEMS: Listed = { stream: 'products', where: types('Type', 'Service', 'NonInventory') };
const LISTED: Readonly<Record<string, Listed>> = {
  depositTo: { stream: 'accounts', where: types('AccountType', 'Bank', 'Other Current Asset') },
  incomeAccount: { stream: 'accounts', where: types('AccountType', 'Income', 'Other Income') },
  reversalAccount: { stream: 'accounts' },
  class: { stream: 'classes' },
  ...Object.fromEntries(ITEM_OPTIONS.map(({ name }) => [name, ITEMS])),
};
/** Options of documents that a company with its own numbers gets none of. */
const NEEDS_NUMBERS = ['depositTo'];
const TAX_OPTION = 'tax';
const UNDEPOSITED = 'UndepositedFunds';
const NO_CLEARING_ACCOUNT =
  'QuickBooks keeps each payment in this account until a deposit names it. Choose a clearing account';

/** What a person can choose for an option, as the company has it now. Inactive ones are left out. */
export class QuickBooksPushChoices {
  constructor(
    private readonly queries: Pick<QuickBooksQueries, 'objects'>,
    private readonly facts: Pick<QuickBooksCompanyFacts, 'read'>,
  ) {}

  /** @returns `null`: the option has fixed values */
  list(access: QuickBooksAccess, option: string, signal: AbortSignal): Promise<Choice[]> | null {
    if (option === TAX_OPTION) return this.taxes(access, signal);
    const listed = LISTED[option];
    return listed ? this.ask(access, option, listed, signal) : null;
  }

  private async taxes(access: QuickBooksAccess, signal: AbortSignal): Promise<Choice[]> {
    const { automatedTax } = await this.facts.read(access, signal);
    return [
      { id: 'line', name: 'line' },
      { id: 'override', name: 'override', ...(!automatedTax && { unavailable: NO_AUTOMATED_TAX }) },
    ];
  }

  private async ask(access: QuickBooksAccess, option: string, listed: Listed, signal: AbortSignal): Promise<Choice[]> {
    const stream = findStream(listed.stream)!;
    const where = listed.where ? ` where ${listed.where}` : '';
    const query = `select * from ${stream.entity}${where} maxresults ${PAGE_LIMIT}`;
    const objects = await this.queries.objects(access, stream, query, new ProviderExchange(signal));
    const { customNumbers, classTracking } = await this.facts.read(access, signal);
    const isOff = option === 'class' && classTracking === 'off';
    const unavailable =
      !customNumbers && NEEDS_NUMBERS.includes(option)
        ? DOCNUMBERS_OFF
        : isOff
          ? 'Class tracking is off in the company'
          : undefined;
    return objects.flatMap((object) => choiceOf(object, unavailable ?? problemOf(option, object)) ?? []);
  }
}

function problemOf(option: string, { AccountSubType: subType }: Readonly<Record<string, unknown>>): string | undefined {
  return option === 'depositTo' && subType === UNDEPOSITED ? NO_CLEARING_ACCOUNT : undefined;
}

function choiceOf(object: Readonly<Record<string, unknown>>, unavailable: string | undefined): Choice | null {
  const id = text(object.Id);
  if (id === null) return null;
  const currency = text(asRecord(object.CurrencyRef).value);
  const name = text(object.FullyQualifiedName) ?? text(object.Name) ?? id;
  return { id, name: currency ? `${name} (${currency})` : name, ...(unavailable && { unavailable }) };
}
