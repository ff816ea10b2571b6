import { randomBytes } from 'node:crypto';
import { MAILCHIMP_STRIPPED } from '../../src/providers/mailchimp/shape/mailchimp.stripped.js';
import { mailchimpSeason } from '../season/mailchimp.season.js';
import { SPARE_SCALE, type DemoProvider } from './demo.provider.js';

const CLIENT_ID = 'mc_client_demo';
const CLIENT_SECRET = 'mc_secret_demo';

/** About the number of contacts. */
const SCALE = 2_000;

interface Spare {
  credentials: { apiKey: string };
}

/** An account whose audiences get a webhook each, set up when it is connected, with secrets of the vendor's making. */
export const mailchimpDemo: DemoProvider = {
  sandboxEnv: {
    SANDBOX_MAILCHIMP_PORT: '0',
    SANDBOX_MAILCHIMP_CLIENT_ID: CLIENT_ID,
    SANDBOX_MAILCHIMP_CLIENT_SECRET: CLIENT_SECRET,
  },
  serviceEnv: (sandbox) => ({
    MAILCHIMP_API_BASE_URL: sandbox,
    MAILCHIMP_LOGIN_BASE_URL: sandbox,
    MAILCHIMP_CLIENT_ID: CLIENT_ID,
    MAILCHIMP_CLIENT_SECRET: CLIENT_SECRET,
  }),
  account: () => ({ id: randomBytes(12).toString('hex'), scale: SCALE, seed: 3 }),
  subscribe: async () => {},
  stripped: MAILCHIMP_STRIPPED,
  spare: async (control) => {
    const account = { ...mailchimpDemo.account(), scale: SPARE_SCALE };
    const { credentials } = await control.call<Spare>('POST', '/accounts', account);
    return { MAILCHIMP_KEY: credentials.apiKey };
  },
  season: mailchimpSeason,
  changes: [
    { updates: 60, deletes: 10, creates: 20, seed: 1 },
    { updates: 30, seed: 2, sameSecond: true },
  ],
};
