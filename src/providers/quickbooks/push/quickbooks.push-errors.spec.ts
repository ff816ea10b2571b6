import { describe, expect, it } from '@jest/globals';
import { ProviderRequestError } from '../../provider.errors.js';
import { isOfPlan, meaningOf, outcomeOf } from './quickbooks.push-errors.js';

const fault = (code: string, message = '') => ({ type: 'ValidationFault', code, message });
const error = new ProviderRequestError('No.');
const CLOSED = 'Account Period Closed, Cannot Update Through Services Error';
const USED = 'Duplicate Document Number Error : You must specify a different number';

const outcome = (code: string, message = '', kind: 'create' | 'update' = 'create') => {
  const { kind: is, ...rest } = outcomeOf(meaningOf(fault(code, message), { kind }), error);
  return 'code' in rest ? `${is} ${rest.code}` : is;
};

describe('A refusal', () => {
  it.each([
    ['6210', CLOSED, 'waiting closed_period'],
    ['5010', CLOSED, 'waiting closed_period'],
    ['6210', USED, 'exists'],
    ['6140', USED, 'exists'],
    ['6140', '', 'exists'],
    ['600', 'Duplicate request id', 'exists'],
    ['5010', 'Stale Object Error', 'stale'],
    ['610', 'Object Not Found', 'waiting account_missing'],
    ['2500', 'Invalid Reference Id', 'waiting account_missing'],
    ['6540', 'Deposited Transaction cannot be changed', 'waiting deposited'],
    [
      '6000',
      'You must turn on the multicurrency preference to use a foreign currency.',
      'waiting currency_not_enabled',
    ],
    ['2500', 'Invalid Reference Id : CurrencyRef element id not found', 'waiting currency_not_enabled'],
    ['6000', 'A business validation error: Select a bank account for this transaction.', 'waiting account_missing'],
    ['6000', 'Account Euro bank is in EUR, the transaction in USD.', 'waiting account_missing'],
    ['6000', 'Transaction currency EUR differs from that of the name, GBP', 'waiting account_missing'],
    ['6430', 'Invalid account type: Invalid account type used', 'waiting account_missing'],
    ['6000', 'A business validation error: Please choose a class for this transaction.', 'waiting account'],
    ['6000', 'A business validation error: Location is required.', 'waiting account'],
    ['2020', 'Required parameter Line.SalesItemLineDetail.ClassRef is missing in the request', 'waiting account'],
    [
      '2500',
      'Invalid Reference Id : Line.SalesItemLineDetail.ClassRef element id not found',
      'waiting account_missing',
    ],
    ['6240', 'Duplicate Name Exists Error', 'waiting name_taken'],
    ['6240', 'Duplicate Name Exists Error: Our books have been closed [abcdef] is in use', 'waiting name_taken'],
    ['6000', 'Transaction amount must be 0 or greater.', 'refused'],
    ['6070', 'Amount calculation incorrect in the request', 'refused'],
    ['2030', 'Invalid Number', 'refused'],
    ['2040', 'Invalid String', 'refused'],
  ])('%s "%s" of a new object comes to: %s', (code, message, expected) => {
    expect(outcome(code, message)).toBe(expected);
  });

  it.each([
    ['610', 'Object Not Found', 'waiting account_missing'],
    ['600', 'Duplicate request id', 'stale'],
    ['5010', 'Stale Object Error', 'stale'],
    ['6210', CLOSED, 'waiting closed_period'],
    ['6240', 'Duplicate Name Exists Error', 'waiting name_taken'],
  ])('%s "%s" of a change comes to: %s', (code, message, expected) => {
    expect(outcome(code, message, 'update')).toBe(expected);
  });

  it('without a fault of QuickBooks is what it is', () => {
    expect(outcomeOf(meaningOf(null, { kind: 'create' }), error)).toEqual({ kind: 'refused', error });
  });

  it.each([
    ['6190', '', true],
    ['5030', '', true],
    ['5020', 'You have reached the limit of accounts that your plan has.', true],
    ['5020', 'You do not have permission to perform this operation.', false],
    ['120', 'Authorization Failure', false],
  ])('%s "%s" is of the plan: %s', (code, message, expected) => {
    expect(isOfPlan(fault(code, message))).toBe(expected);
  });
});
