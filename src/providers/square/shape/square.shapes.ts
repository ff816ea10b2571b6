import { normaliser } from '../../kit/normaliser.js';
import { SQUARE_CATALOG_SHAPES } from './square.shapes.catalog.js';
import { SQUARE_LEDGER_SHAPES } from './square.shapes.ledger.js';
import { SQUARE_PEOPLE_SHAPES } from './square.shapes.people.js';
import { SQUARE_SALES_SHAPES } from './square.shapes.sales.js';

export const normaliseSquare = normaliser(
  SQUARE_CATALOG_SHAPES,
  SQUARE_PEOPLE_SHAPES,
  SQUARE_SALES_SHAPES,
  SQUARE_LEDGER_SHAPES,
);
