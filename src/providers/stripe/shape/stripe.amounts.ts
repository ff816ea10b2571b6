import type { VendorAmounts } from '../../kit/currency.js';

/**
 * Stripe counts in ISO 4217's minor unit, but for three currencies. Of those with three decimals, it takes multiples of
 * ten only. https://docs.stripe.com/currencies#zero-decimal, https://docs.stripe.com/currencies#special-cases
 */
export const STRIPE_AMOUNTS: VendorAmounts = {
  exponents: { MGA: 0, ISK: 2, UGX: 2 },
  steps: { BHD: 10, JOD: 10, KWD: 10, OMR: 10, TND: 10 },
};
