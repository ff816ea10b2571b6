import { SQUARE_CATALOG_MAPPERS } from './square.normalise-catalog.js';
import { SQUARE_LEDGER_MAPPERS } from './square.normalise-ledger.js';
import { SQUARE_PEOPLE_MAPPERS } from './square.normalise-people.js';
import { SQUARE_SALES_MAPPERS } from './square.normalise-sales.js';

const MAPPERS = new Map<string, (raw: Record<string, unknown>) => object>(
  Object.entries({
    ...SQUARE_CATALOG_MAPPERS,
    ...SQUARE_PEOPLE_MAPPERS,
    ...SQUARE_SALES_MAPPERS,
    ...SQUARE_LEDGER_MAPPERS,
  }),
);

/** Into the shared shapes; `{}` for types that are not kept. */
export function normaliseSquare(type: string, raw: Record<string, unknown>): Record<string, unknown> {
  return { ...MAPPERS.get(type)?.(raw) };
}
