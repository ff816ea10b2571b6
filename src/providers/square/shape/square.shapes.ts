import { normaliser } from '../../kit/normaliser.js';
import * as catalog from './square.shapes.catalog.js';
import * as ledger from './square.shapes.ledger.js';
import * as people from './square.shapes.people.js';
import * as sales from './square.shapes.sales.js';

export const normaliseSquare = normaliser(catalog, ledger, people, sales);
