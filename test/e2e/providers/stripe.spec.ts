import { describeAccount } from './account.life.js';

describeAccount({
  name: 'stripe',
  streams: 22,
  cost: (changes) => 10 + changes / 10,
  renews: false,
  hasTokens: false,
});
