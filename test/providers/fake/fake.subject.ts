import type { Subject } from '../subject.js';
import { FakeProvider } from './fake.provider.js';
import { FakeVendor, failure } from './fake.vendor.js';

export const fakeSubject: Subject = {
  name: 'boxoffice',
  provider: FakeProvider,
  startVendor: () => new FakeVendor().start(),
  environment: () => ({}),
  account: () => ({}),
  located: (credentials, host) => ({ ...credentials, host }),
  secrets: ['token'],
  probe: { stream: 'guests', path: () => '/api/guests' },
  failure: (_status, message) => failure('some_code', message),
  unknownEvents: [
    JSON.stringify({ event: 'bo_1-1', stream: 'wormholes', id: 'w_1', at: 1_700_000_000, object: { rev: 1 } }),
  ],
};
