import { randomBytes, randomInt } from 'node:crypto';
import { QUICKBOOKS_STRIPPED } from '../../src/providers/quickbooks/shape/quickbooks.stripped.js';
import { quickbooksSeason } from '../season/quickbooks.season.js';
import { SPARE_SCALE, type DemoProvider } from './demo.provider.js';

const CLIENT_ID = 'ABDemoQuickBooksClient';
const CLIENT_SECRET = 'demo-quickbooks-secret';
const VERIFIER_TOKEN = randomBytes(18).toString('hex');

/** About the number of customers. */
const SCALE = 800;

interface Spare {
  credentials: { realmId: string; accessToken: string; refreshToken: string };
}

/** A company whose events come by the application's one webhook, several companies at once. */
export const quickbooksDemo: DemoProvider = {
  sandboxEnv: {
    SANDBOX_QUICKBOOKS_PORT: '0',
    SANDBOX_QUICKBOOKS_CLIENT_ID: CLIENT_ID,
    SANDBOX_QUICKBOOKS_CLIENT_SECRET: CLIENT_SECRET,
  },
  serviceEnv: (sandbox) => ({
    QUICKBOOKS_API_BASE_URL: sandbox,
    QUICKBOOKS_OAUTH_BASE_URL: sandbox,
    QUICKBOOKS_CLIENT_ID: CLIENT_ID,
    QUICKBOOKS_CLIENT_SECRET: CLIENT_SECRET,
    QUICKBOOKS_WEBHOOK_VERIFIER_TOKEN: VERIFIER_TOKEN,
  }),
  account: () => ({ id: `91301${randomInt(10 ** 10, 10 ** 11)}`, scale: SCALE, seed: 4, multicurrency: true }),
  subscribe: async (control, _account, url) => {
    await control.call('POST', '/webhook-endpoints', { url, secret: VERIFIER_TOKEN });
  },
  stripped: QUICKBOOKS_STRIPPED,
  spare: async (control) => {
    const account = { ...quickbooksDemo.account(), scale: SPARE_SCALE };
    const { credentials } = await control.call<Spare>('POST', '/accounts', account);
    const { realmId, accessToken, refreshToken } = credentials;
    return {
      QUICKBOOKS_REALM: realmId,
      QUICKBOOKS_ACCESS_TOKEN: accessToken,
      QUICKBOOKS_REFRESH_TOKEN: refreshToken,
    };
  },
  season: quickbooksSeason,
  changes: [
    { updates: 40, deletes: 10, creates: 15, seed: 1 },
    { updates: 20, seed: 2, sameSecond: true },
  ],
};
