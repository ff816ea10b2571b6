import { QUICKBOOKS_LEDGER_MAPPERS } from './quickbooks.normalise-ledger.js';
import { QUICKBOOKS_LIST_MAPPERS } from './quickbooks.normalise-lists.js';
import { QUICKBOOKS_SALES_MAPPERS } from './quickbooks.normalise-sales.js';

const MAPPERS = new Map<string, (raw: Record<string, unknown>) => object>(
  Object.entries({ ...QUICKBOOKS_LIST_MAPPERS, ...QUICKBOOKS_SALES_MAPPERS, ...QUICKBOOKS_LEDGER_MAPPERS }),
);

/** Into the shared shapes; `{}` for types that are not kept. */
export function normaliseQuickBooks(type: string, raw: Record<string, unknown>): Record<string, unknown> {
  return { ...MAPPERS.get(type)?.(raw) };
}
