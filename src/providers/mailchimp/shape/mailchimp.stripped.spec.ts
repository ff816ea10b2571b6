import { describe, expect, it } from '@jest/globals';
import { MAILCHIMP_STRIPPED } from './mailchimp.stripped.js';

describe('What Mailchimp sends and must not be stored', () => {
  it('is the password of a shared report', () => {
    const report = { id: '42694e9e57', share_report: { share_url: 'https://us1.example/r', share_password: 'CANARY' } };
    expect(JSON.parse(MAILCHIMP_STRIPPED.json(JSON.stringify([report])))).toEqual([
      { id: '42694e9e57', share_report: { share_url: 'https://us1.example/r' } },
    ]);
  });
});
