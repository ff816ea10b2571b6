import { randomBytes } from 'node:crypto';
import type { DemoProvider } from './demo.provider.js';

const PLATFORM_KEY = 'sk_test_demo_platform';
const CLIENT_ID = 'ca_demo';
const WEBHOOK_SECRET = `whsec_${randomBytes(24).toString('hex')}`;

/** About the number of customers; there are 8.5 objects of other kinds to each. */
const SCALE = 6_000;

/** An account connected by its secret key, whose events come by the platform's Connect webhook. */
export const stripeDemo: DemoProvider = {
  sandboxEnv: {
    SANDBOX_STRIPE_PORT: '0',
    SANDBOX_STRIPE_PLATFORM_KEY: PLATFORM_KEY,
    SANDBOX_STRIPE_CLIENT_ID: CLIENT_ID,
  },
  serviceEnv: (sandbox) => ({
    STRIPE_API_BASE_URL: sandbox,
    STRIPE_CONNECT_BASE_URL: sandbox,
    STRIPE_SECRET_KEY: PLATFORM_KEY,
    STRIPE_CLIENT_ID: CLIENT_ID,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  }),
  open: async (control) => {
    // A database that is kept between demos knows the accounts of the former ones.
    const id = `acct_1Demo${randomBytes(6).toString('hex')}`;
    const account = await control.createAccount<{ secretKey: string }>({ id, scale: SCALE, seed: 1 });
    return { account, credentials: { apiKey: account.secretKey } };
  },
  subscribe: async (control, account, url) => {
    // The platform hears of connected accounts only.
    await control.call('POST', '/connections', { account: account.id });
    await control.call('POST', '/webhook-endpoints', { platform: true, url, secret: WEBHOOK_SECRET });
  },
  changes: [
    { updates: 150, deletes: 30, creates: 40, seed: 1 },
    { updates: 60, seed: 2, sameSecond: true },
    { updates: 60, deletes: 10, creates: 20, seed: 3 },
  ],
  amounts: {
    prices: 'unit_amount',
    invoices: 'total',
    invoice_items: 'amount',
    credit_notes: 'amount',
    payments: 'amount',
    charges: 'amount',
    refunds: 'amount',
    disputes: 'amount',
    balance_transactions: 'amount',
    payouts: 'amount',
    transfers: 'amount',
    application_fees: 'amount',
    checkout_sessions: 'amount_total',
    quotes: 'amount_total',
  },
};
