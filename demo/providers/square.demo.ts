import { randomBytes } from 'node:crypto';
import { SQUARE_STRIPPED } from '../../src/providers/square/shape/square.stripped.js';
import { squareSeason } from '../season/square.season.js';
import { SPARE_SCALE, type DemoProvider } from './demo.provider.js';

const APPLICATION_ID = 'sandbox-sq0idb-demo';
const APPLICATION_SECRET = 'sandbox-sq0csb-demo-secret';
const SIGNATURE_KEY = randomBytes(16).toString('base64url');

/** About the number of customers. */
const SCALE = 1_000;

interface Spare {
  credentials: { accessToken: string };
}

/** A seller's account, whose events come by the application's one subscription. */
export const squareDemo: DemoProvider = {
  sandboxEnv: {
    SANDBOX_SQUARE_PORT: '0',
    SANDBOX_SQUARE_CLIENT_ID: APPLICATION_ID,
    SANDBOX_SQUARE_CLIENT_SECRET: APPLICATION_SECRET,
  },
  serviceEnv: (sandbox) => ({
    SQUARE_BASE_URL: sandbox,
    SQUARE_APPLICATION_ID: APPLICATION_ID,
    SQUARE_APPLICATION_SECRET: APPLICATION_SECRET,
    SQUARE_WEBHOOK_SIGNATURE_KEY: SIGNATURE_KEY,
  }),
  account: () => ({ id: `MDEMO${randomBytes(4).toString('hex').toUpperCase()}`, scale: SCALE, seed: 2 }),
  subscribe: async (control, _account, url) => {
    await control.call('POST', '/webhook-endpoints', { platform: true, url, secret: SIGNATURE_KEY });
  },
  stripped: SQUARE_STRIPPED,
  spare: async (control) => {
    const account = { ...squareDemo.account(), scale: SPARE_SCALE };
    const { credentials } = await control.call<Spare>('POST', '/accounts', account);
    return { SQUARE_TOKEN: credentials.accessToken };
  },
  season: squareSeason,
  changes: [
    { updates: 60, deletes: 15, creates: 20, seed: 1 },
    { updates: 30, seed: 2, sameSecond: true },
  ],
};
