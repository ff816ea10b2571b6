import type { z } from 'zod';
import { CATALOG_SHAPES } from './shapes/catalog.shapes.js';
import { LEDGER_SHAPES } from './shapes/ledger.shapes.js';
import { PEOPLE_SHAPES } from './shapes/people.shapes.js';
import { SALES_SHAPES } from './shapes/sales.shapes.js';

/**
 * The normalised shapes: what `data` of a record looks like, whichever provider it came from. Times are ISO 8601
 * UTC. Money is an integer in the currency's minor unit with an upper-case ISO 4217 code. Ids are the provider's.
 * What a provider does not say is `null`.
 *
 * The types, the components of the OpenAPI document and the checks derive from these schemas. Mappers are held to them by
 * their types and by the checks; they do not parse.
 */
export const SHAPES = { ...CATALOG_SHAPES, ...LEDGER_SHAPES, ...PEOPLE_SHAPES, ...SALES_SHAPES };

/** The data of each shape, by the name of the shape. */
export type Shapes = { [S in keyof typeof SHAPES]: z.infer<(typeof SHAPES)[S]> };
