import { normaliser } from '../../kit/normaliser.js';
import * as catalog from './stripe.shapes.catalog.js';
import * as ledger from './stripe.shapes.ledger.js';
import * as payments from './stripe.shapes.payments.js';
import * as people from './stripe.shapes.people.js';
import * as sales from './stripe.shapes.sales.js';

export const normaliseStripe = normaliser(people, catalog, sales, payments, ledger);
