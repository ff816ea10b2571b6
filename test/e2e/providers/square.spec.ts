import { describeAccount } from './account.life.js';

describeAccount({
  name: 'square',
  streams: 15,
  cost: (changes) => 60 + changes / 10,
  renews: true,
  hasTokens: true,
});
