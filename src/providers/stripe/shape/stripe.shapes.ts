import { normaliser } from '../../kit/normaliser.js';
import { STRIPE_CATALOG_SHAPES } from './stripe.shapes.catalog.js';
import { STRIPE_PAYMENT_SHAPES } from './stripe.shapes.payments.js';
import { STRIPE_SALES_SHAPES } from './stripe.shapes.sales.js';

export const normaliseStripe = normaliser(STRIPE_CATALOG_SHAPES, STRIPE_SALES_SHAPES, STRIPE_PAYMENT_SHAPES);
