import { normaliser } from '../../kit/normaliser.js';
import * as catalog from './stripe.shapes.catalog.js';
import * as payments from './stripe.shapes.payments.js';
import * as sales from './stripe.shapes.sales.js';

export const normaliseStripe = normaliser(catalog, payments, sales);
