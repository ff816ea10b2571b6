import { asRecord } from '../../kit/fields.js';
import { normaliser, type Normaliser } from '../../kit/normaliser.js';
import { refId } from './quickbooks.fields.js';
import * as ledger from './quickbooks.shapes.ledger.js';
import * as lists from './quickbooks.shapes.lists.js';
import * as sales from './quickbooks.shapes.sales.js';

const normalise = normaliser(ledger, lists, sales);

/**
 * @param preferences of the company. With one currency only, its objects do not name it: all of them are in the home
 *   currency, which the preferences state
 */
export const normaliseQuickBooks: Normaliser = (type, raw, at, preferences) => {
  const { HomeCurrency: home } = asRecord(preferences?.CurrencyPrefs);
  const isStated = refId(raw.CurrencyRef) !== null || refId(home) === null;
  return normalise(type, isStated ? raw : { ...raw, CurrencyRef: home }, at);
};
