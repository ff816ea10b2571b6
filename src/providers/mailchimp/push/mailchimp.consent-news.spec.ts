import { describe, expect, it } from '@jest/globals';
import { CLEANED, PROFILE, SUBSCRIBE, UNSUBSCRIBE, UPEMAIL } from '../testing/webhook.vectors.js';
import { MailchimpConsentNews } from './mailchimp.consent-news.js';

const news = new MailchimpConsentNews({ WEBHOOK_MAX_NODES: 1_000 });
const TIMES = { timestamp_opt: '2026-01-01T00:00:00+00:00', last_changed: '2026-02-01T00:00:00+00:00' };
const record = (over: object) => news.ofRecord({ email_address: 'Ada@example.org', ...TIMES, ...over });

describe('What Mailchimp says of a consent', () => {
  it.each([
    ['subscribed', 'granted', '2026-01-01T00:00:00.000Z'],
    ['unsubscribed', 'revoked', '2026-02-01T00:00:00.000Z'],
    ['cleaned', 'revoked', '2026-02-01T00:00:00.000Z'],
    ['pending', 'pending', '2026-02-01T00:00:00.000Z'],
  ])('is read from a member that is %s', (status, state, statedAt) => {
    const evidence = { status };
    expect(record({ status })).toEqual({ address: 'Ada@example.org', state, statedAt: new Date(statedAt), evidence });
  });

  it('has the reason with it', () => {
    const evidence = { status: 'unsubscribed', reason: 'Too many mails' };
    expect(record({ status: 'unsubscribed', unsubscribe_reason: 'Too many mails' })).toMatchObject({ evidence });
  });

  it.each([
    { status: 'archived' },
    { status: 'transactional' },
    { status: 'subscribed', timestamp_opt: '' },
    { status: 'unsubscribed', email_address: '' },
    {},
  ])('is nothing for %j', (over) => {
    expect(record(over)).toBeNull();
  });

  it('is read from the events that end one', () => {
    expect(news.ofWebhook(UNSUBSCRIBE)).toEqual({
      address: 'api+unsub@mailchimp.com',
      state: 'revoked',
      statedAt: new Date('2026-11-23T02:13:11Z'),
      evidence: { event: 'unsubscribe', reason: 'manual' },
    });
    expect(news.ofWebhook(CLEANED)).toMatchObject({ address: 'bounce@example.com', state: 'revoked' });
  });

  it.each([
    SUBSCRIBE,
    PROFILE,
    UPEMAIL,
    UNSUBSCRIBE.replace('action%5D=unsub', 'action%5D=delete'),
    UNSUBSCRIBE.replace('fired_at=', 'x='),
    '{"event":"hard_bounce"}',
    '',
  ])('is nothing in other events: %s', (body) => {
    expect(news.ofWebhook(body)).toBeNull();
  });
});
