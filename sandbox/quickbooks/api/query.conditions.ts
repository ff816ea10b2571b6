import { decimalOf, decimalText, ExactNumber } from '../../common/exact.json.js';
import type { EntityStore } from '../live/entity.store.js';
import { parseTime } from '../pacific.time.js';
import { SHAPES, type QboObject, type StreamName } from '../quickbooks.entity.js';
import { queryValidationFault } from '../quickbooks.fault.js';
import type { Condition } from './query.parser.js';

/** Decides by the index alone where it can; `object` builds the object, once, for the tests that need it. */
type RowTest = (index: number, object: () => QboObject) => boolean;

const EVERYWHERE = ['Id', 'MetaData.LastUpdatedTime', 'MetaData.CreateTime'];
const PARTY = ['Active', 'DisplayName', 'GivenName', 'FamilyName', 'CompanyName', 'PrimaryEmailAddr', 'Balance'];
const SALE = ['DocNumber', 'TxnDate', 'CustomerRef', 'TotalAmt', 'Balance'];

/** What a where clause may name or be ordered by, beyond what every entity has. */
const PROPERTIES: Record<StreamName, readonly string[]> = {
  company_info: ['CompanyName'],
  preferences: [],
  customers: [...PARTY, 'FullyQualifiedName', 'PrintOnCheckName', 'Job'],
  vendors: [...PARTY, 'PrintOnCheckName', 'Vendor1099', 'AcctNum'],
  products: ['Active', 'Name', 'FullyQualifiedName', 'Type', 'Sku', 'UnitPrice'],
  accounts: ['Active', 'Name', 'FullyQualifiedName', 'AccountType', 'AccountSubType', 'Classification', 'AcctNum'],
  classes: ['Active', 'Name', 'FullyQualifiedName', 'SubClass'],
  departments: ['Active', 'Name', 'FullyQualifiedName', 'SubDepartment'],
  tax_rates: ['Active', 'Name'],
  tax_codes: ['Active', 'Name'],
  invoices: [...SALE, 'DueDate'],
  payments: ['TxnDate', 'CustomerRef', 'TotalAmt', 'PaymentRefNum', 'UnappliedAmt'],
  sales_receipts: [...SALE, 'DepositToAccountRef'],
  refund_receipts: [...SALE, 'DepositToAccountRef'],
  credit_memos: SALE,
  deposits: ['TxnDate', 'TotalAmt'],
  journal_entries: ['DocNumber', 'TxnDate'],
  transfers: ['TxnDate', 'Amount'],
  bill_payments: ['DocNumber', 'TxnDate', 'VendorRef', 'TotalAmt', 'PayType'],
  purchases: ['DocNumber', 'TxnDate', 'TotalAmt', 'PaymentType', 'AccountRef'],
  bills: ['DocNumber', 'TxnDate', 'DueDate', 'VendorRef', 'TotalAmt', 'Balance', 'APAccountRef'],
  estimates: [...SALE, 'TxnStatus', 'ExpirationDate'],
};

/** @param hidden those that a company's queries cannot name besides: `SalesReceipt.TotalAmt` */
export function checkProperty(stream: StreamName, property: string, hidden: readonly string[] = []): void {
  const isHidden = hidden.includes(`${SHAPES[stream].entity}.${property}`);
  if (EVERYWHERE.includes(property) || (PROPERTIES[stream].includes(property) && !isHidden)) return;
  throw queryValidationFault(`Property ${property} not found for Entity ${SHAPES[stream].entity}`);
}

/** Inactive list entities are left out unless the query speaks of Active itself. */
export function rowTest(store: EntityStore, where: readonly Condition[]): RowTest {
  const tests = where.map((condition) => testFor(store, condition));
  if (!where.some((condition) => condition.property === 'Active')) tests.unshift((index) => store.isActive(index));
  return (index, object) => tests.every((test) => test(index, object));
}

function testFor(store: EntityStore, condition: Condition): RowTest {
  const { property } = condition;
  checkProperty(store.stream, property);
  if (property === 'Id') {
    const { data, stream } = store;
    const test = comparison(condition, (text) => text);
    return (index) => test(data.id(stream, index));
  }
  if (property === 'Active') {
    const test = comparison(condition, (text) => text.toLowerCase());
    return (index) => test(String(store.isActive(index)));
  }
  if (property === 'MetaData.LastUpdatedTime' || property === 'MetaData.CreateTime') {
    const test = comparison(condition, (text) => timeLiteral(text, property));
    const isUpdate = property === 'MetaData.LastUpdatedTime';
    return (index) => test((isUpdate ? store.updatedAt(index) : store.createdAt(index)) * 1000);
  }
  const asText = comparison(condition, (text) => text);
  const asNumber = comparison(condition, Number);
  const isExact = condition.operator === '=' || condition.operator === 'IN';
  const exactly = comparison(condition, canonical);
  return (_index, object) => {
    const value = propertyOf(object(), property);
    if (value instanceof ExactNumber) return isExact ? exactly(value.text) : asNumber(Number(value));
    return typeof value === 'number' ? asNumber(value) : value !== undefined && asText(String(value));
  };
}

/** References are compared by value, addresses by address. */
export function propertyOf(object: QboObject, property: string): unknown {
  if (property === 'MetaData.CreateTime') return object.MetaData.CreateTime;
  if (property === 'MetaData.LastUpdatedTime') return object.MetaData.LastUpdatedTime;
  const value = object[property];
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value ?? undefined;
  return (value as { value?: unknown }).value ?? (value as { Address?: unknown }).Address;
}

/** A number as its digits are written shortest. */
function canonical(text: string): string {
  const decimal = decimalOf(text);
  return decimal ? decimalText(decimal) : text;
}

function comparison<T extends string | number>({ operator, values }: Condition, read: (text: string) => T) {
  const wanted = values.map(read);
  const first = wanted[0]!;
  if (operator === 'IN') return (value: T): boolean => wanted.includes(value);
  if (operator === 'LIKE') {
    const pattern = likePattern(values[0]!);
    return (value: T): boolean => pattern.test(String(value));
  }
  const tests: Record<typeof operator, (value: T) => boolean> = {
    '=': (value) => value === first,
    '<': (value) => value < first,
    '>': (value) => value > first,
    '<=': (value) => value <= first,
    '>=': (value) => value >= first,
  };
  return tests[operator];
}

function likePattern(text: string): RegExp {
  const parts = text.split('%').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'is');
}

export function timeLiteral(text: string, property: string): number {
  const time = parseTime(text);
  if (Number.isNaN(time)) {
    throw queryValidationFault(`value ${text} for property ${property} is not a valid date`);
  }
  return time;
}
