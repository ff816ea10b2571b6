import { describeAccount } from './account.life.js';

describeAccount({
  name: 'quickbooks',
  streams: 22,
  // CDC, the lists of what it does not report, and what ties.
  cost: (changes) => 20 + changes / 10,
  renews: true,
  hasTokens: true,
});
