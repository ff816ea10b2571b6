import { providerConfig } from '../../../src/config/provider.config.js';
import { count, list } from '../../../src/config/variables.js';

export interface FakeSettings {
  webhookSecrets: readonly string[];
  ratePerSecond: number;
}

export const fakeConfig = providerConfig({
  name: 'boxoffice',
  variables: { BOXOFFICE_WEBHOOK_SECRET: list.default([]), BOXOFFICE_RATE_PER_SECOND: count(100_000) },
  secrets: ['BOXOFFICE_WEBHOOK_SECRET'],
  settings: (e): FakeSettings => ({
    webhookSecrets: e.BOXOFFICE_WEBHOOK_SECRET,
    ratePerSecond: e.BOXOFFICE_RATE_PER_SECOND,
  }),
});
