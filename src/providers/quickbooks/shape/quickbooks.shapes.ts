import { normaliser } from '../../kit/normaliser.js';
import * as ledger from './quickbooks.shapes.ledger.js';
import * as lists from './quickbooks.shapes.lists.js';
import * as sales from './quickbooks.shapes.sales.js';

export const normaliseQuickBooks = normaliser(ledger, lists, sales);
