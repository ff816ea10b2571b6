import { describeAccount } from './account.life.js';

describeAccount({
  name: 'mailchimp',
  streams: 13,
  cost: (changes) => 80 + changes / 2,
  renews: false,
  hasTokens: true,
});
