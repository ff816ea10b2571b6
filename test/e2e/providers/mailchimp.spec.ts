import { describeAccount } from './account.life.js';

describeAccount({
  name: 'mailchimp',
  streams: 13,
  cost: (changes) => 110 + changes / 2,
  renews: false,
  hasTokens: true,
});
