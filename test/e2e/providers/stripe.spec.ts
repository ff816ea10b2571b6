import { describeAccount } from './account.life.js';

describeAccount({
  name: 'stripe',
  streams: 28,
  // Of checkout sessions and promotion codes, events lack a part: each that changed may cost a read.
  cost: (changes) => 16 + changes / 4,
  renews: false,
  hasTokens: false,
  old: {
    apiVersion: '2020-08-27',
    stream: 'customers',
    objects: 2_000,
    changed: 616,
    requests: 12,
    withinMs: 3_000,
  },
});
