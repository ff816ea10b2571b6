import { squareDemo } from '../../../demo/providers/square.demo.js';
import { squareConfig } from '../../../src/providers/square/square.config.js';
import SquareProvider from '../../../src/providers/square/square.provider.js';
import type { Subject } from '../subject.js';
import { startSandboxOf } from './sandbox.vendor.js';

export const squareSubject: Subject = {
  name: 'square',
  specification: 'square',
  provider: SquareProvider,
  config: squareConfig,
  startVendor: () => startSandboxOf('square'),
  environment: (url) => ({ ...squareDemo.serviceEnv(url), SQUARE_RATE_PER_SECOND: '100000' }),
  account: () => ({ ...squareDemo.account(), scale: 250 }),
  secrets: ['accessToken'],
  probe: { stream: 'customers', path: () => '/v2/customers' },
  listedOnly: ['payout_entries', 'gift_card_activities'],
  // Where there is nothing, Square leaves the list out.
  takenForGood: ['an object of nothing'],
  failure: (_status, detail) => JSON.stringify({ errors: [{ category: 'API_ERROR', code: 'SOME_CODE', detail }] }),
  subscribe: async (control, account, url) => {
    await control.call('POST', '/connections', { account: account.id });
    await squareDemo.subscribe(control, account, url);
  },
  unknownEvents: [
    JSON.stringify({
      merchant_id: 'M1',
      type: 'wormhole.opened',
      event_id: '5b2a5c4e-0000-4000-8000-000000000001',
      created_at: '2026-01-01T00:00:00Z',
      data: { type: 'wormhole', id: 'W1', object: { wormhole: { id: 'W1', updated_at: '2026-01-01T00:00:00Z' } } },
    }),
  ],
};
