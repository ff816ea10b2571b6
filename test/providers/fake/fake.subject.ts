import type { Subject } from '../subject.js';
import { fakeConfig } from './fake.config.js';
import FakeProvider from './fake.provider.js';
import { FakeVendor, failure } from './fake.vendor.js';

export const fakeSubject: Subject = {
  name: 'boxoffice',
  provider: FakeProvider,
  config: fakeConfig,
  startVendor: () => new FakeVendor().start(),
  environment: () => ({ BOXOFFICE_RATE_PER_SECOND: '100000' }),
  account: () => ({}),
  located: (credentials, host) => ({ ...credentials, host }),
  secrets: ['token'],
  probe: { stream: 'guests', path: () => '/api/guests' },
  failure: (_status, message) => failure('some_code', message),
  unknownEvents: [
    JSON.stringify({ event: 'bo_1-1', stream: 'wormholes', id: 'w_1', at: 1_700_000_000, object: { rev: 1 } }),
  ],
};
