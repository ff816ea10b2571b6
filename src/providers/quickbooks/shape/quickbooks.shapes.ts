import { normaliser } from '../../kit/normaliser.js';
import { QUICKBOOKS_LEDGER_SHAPES } from './quickbooks.shapes.ledger.js';
import { QUICKBOOKS_LIST_SHAPES } from './quickbooks.shapes.lists.js';
import { QUICKBOOKS_SALES_SHAPES } from './quickbooks.shapes.sales.js';

export const normaliseQuickBooks = normaliser(
  QUICKBOOKS_LIST_SHAPES,
  QUICKBOOKS_SALES_SHAPES,
  QUICKBOOKS_LEDGER_SHAPES,
);
