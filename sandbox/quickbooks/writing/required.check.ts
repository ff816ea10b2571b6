import { businessFault } from '../quickbooks.fault.js';
import type { Draft } from './composer.js';

type Fields = Record<string, unknown>;

const refersIn = (object: unknown, name: string): boolean => (object as Fields | undefined)?.[name] !== undefined;

/** A company can be set to take no sale without a class, or without a location. */
export function requireClassAndLocation({ company, fields }: Draft, lines: readonly Fields[]): void {
  const { required } = company.settings;
  const sold = lines.filter((line) => line.DetailType === 'SalesItemLineDetail');
  const hasClass = refersIn(fields, 'ClassRef') || sold.every((line) => refersIn(line.SalesItemLineDetail, 'ClassRef'));
  if (required.includes('class') && !hasClass) throw businessFault('Please choose a class for this transaction.');
  if (required.includes('location') && !refersIn(fields, 'DepartmentRef')) {
    throw businessFault('Please choose a location for this transaction.');
  }
}
