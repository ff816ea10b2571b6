import { quickbooksDemo } from '../../../demo/providers/quickbooks.demo.js';
import { quickbooksConfig } from '../../../src/providers/quickbooks/quickbooks.config.js';
import QuickBooksProvider from '../../../src/providers/quickbooks/quickbooks.provider.js';
import type { Subject } from '../subject.js';
import { startSandboxOf } from './sandbox.vendor.js';

export const quickbooksSubject: Subject = {
  name: 'quickbooks',
  specification: 'quickbooks',
  provider: QuickBooksProvider,
  config: quickbooksConfig,
  startVendor: () => startSandboxOf('quickbooks'),
  environment: (url) => ({
    ...quickbooksDemo.serviceEnv(url),
    QUICKBOOKS_RATE_PER_SECOND: '100000',
    QUICKBOOKS_BATCHES_PER_MINUTE: '100000',
  }),
  // Pages are of a thousand.
  account: () => ({ ...quickbooksDemo.account(), scale: 120, counts: { customers: 2_100 } }),
  secrets: ['accessToken', 'refreshToken'],
  probe: { stream: 'customers', path: ({ id }) => `/v3/company/${id}/query` },
  failure: (_status, text) =>
    JSON.stringify({ Fault: { Error: [{ Message: text, Detail: text, code: '100' }], type: 'SystemFault' } }),
  subscribe: (control, account, url) => quickbooksDemo.subscribe(control, account, url),
  unknownEvents: [
    JSON.stringify([
      {
        specversion: '1.0',
        id: '5b2a5c4e-0000-4000-8000-000000000001',
        source: 'intuit.1',
        type: 'qbo.wormhole.opened.v1',
        time: '2026-01-01T00:00:00Z',
        intuitentityid: '1',
        intuitaccountid: '2',
        data: {},
      },
    ]),
  ],
};
