import type { CatalogShapes } from './shapes/catalog.shapes.js';
import type { LedgerShapes } from './shapes/ledger.shapes.js';
import type { PeopleShapes } from './shapes/people.shapes.js';
import type { SalesShapes } from './shapes/sales.shapes.js';

/**
 * The normalised shapes: what `data` of a record looks like, whichever provider it came from. Times are ISO 8601
 * UTC. Money is an integer in the currency's minor unit with an upper-case ISO 4217 code. Ids are the provider's.
 * What a provider does not say is `null`.
 */
export interface Shapes extends CatalogShapes, LedgerShapes, PeopleShapes, SalesShapes {}
