import { randomBytes } from 'node:crypto';
import { STRIPE_STRIPPED } from '../../src/providers/stripe/shape/stripe.stripped.js';
import { stripeSeason } from '../season/stripe.season.js';
import { SPARE_SCALE, type DemoProvider } from './demo.provider.js';

const PLATFORM_KEY = 'sk_test_demo_platform';
const CLIENT_ID = 'ca_demo';
const WEBHOOK_SECRET = `whsec_${randomBytes(24).toString('hex')}`;

/** About the number of customers; there are 8.5 objects of other kinds to each. */
const SCALE = 6_000;

/** An account connected by Connect, whose events come by the platform's webhook. */
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
  // A database that is kept between demos knows the accounts of the former ones.
  account: () => ({ id: `acct_1Demo${randomBytes(6).toString('hex')}`, scale: SCALE, seed: 1 }),
  // As with most accounts, events come in the version that the account began with.
  apiVersion: '2020-08-27',
  subscribe: async (control, _account, url) => {
    await control.call('POST', '/webhook-endpoints', { platform: true, url, secret: WEBHOOK_SECRET });
  },
  stripped: STRIPE_STRIPPED,
  spare: async (control) => {
    const account = { ...stripeDemo.account(), scale: SPARE_SCALE };
    const { secretKey } = await control.call<{ secretKey: string }>('POST', '/accounts', account);
    return { STRIPE_KEY: secretKey };
  },
  season: stripeSeason,
  changes: [
    { updates: 150, deletes: 30, creates: 40, seed: 1 },
    { updates: 60, seed: 2, sameSecond: true },
    { updates: 60, deletes: 10, creates: 20, seed: 3 },
  ],
};
