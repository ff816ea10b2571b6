import { describeAccount } from './account.life.js';

describeAccount({
  name: 'quickbooks',
  streams: 16,
  cost: (changes) => 12 + changes / 10,
  renews: true,
  hasTokens: true,
});
