import { normaliseMailchimp } from './mailchimp.shapes.js';
import { MAILCHIMP_STREAMS } from '../streams/mailchimp.streams.js';

describe('normalising', () => {
  it.each(MAILCHIMP_STREAMS.map(({ name }) => [name]))('%s takes whatever comes', (type) => {
    const nothing = normaliseMailchimp(type, {});
    expect(Object.keys(nothing).length).toBeGreaterThan(3);
    const odd = { merge_fields: 7, tags: 'x', stats: [], recipients: null, lines: {}, variants: [null], address: 'x' };
    expect(Object.keys(normaliseMailchimp(type, odd))).toEqual(Object.keys(nothing));
  });

  it('keeps nothing of types it does not know', () => {
    expect(normaliseMailchimp('automations', { id: '1' })).toEqual({});
  });

  it('a contact', () => {
    const raw = {
      id: 'h',
      email_address: 'zoe@example.com',
      full_name: '',
      status: 'archived',
      merge_fields: { FNAME: 'Zoë', LNAME: 'Müller', PHONE: '', SEATS: 2 },
      sms_phone_number: '+15125550100',
      tags: [{ id: 1, name: 'vip' }, { id: 2 }],
      language: '',
      timestamp_signup: '',
      timestamp_opt: '2026-01-02T03:04:05+00:00',
      list_id: 'l1',
    };
    expect(normaliseMailchimp('contacts', raw)).toEqual({
      audienceId: 'l1',
      email: 'zoe@example.com',
      name: 'Zoë Müller',
      phone: '+15125550100',
      status: 'archived',
      tags: ['vip'],
      fields: raw.merge_fields,
      language: null,
      optedInAt: '2026-01-02T03:04:05.000Z',
      createdAt: '2026-01-02T03:04:05.000Z',
    });
  });

  it('an order, in the minor unit of its currency', () => {
    const order = (currency_code: string) =>
      normaliseMailchimp('orders', {
        id: 'o1',
        store_id: 's1',
        customer: { id: 'k1', email_address: 'a@b' },
        currency_code,
        financial_status: 'paid',
        order_total: 1234.5,
        tax_total: '0.29',
        discount_total: 1,
        lines: [
          { product_id: 'p1', product_title: 'Ticket', quantity: 3, price: 1.1, discount: 0.3 },
          { product_id: '', quantity: null, price: 1 },
        ],
        processed_at_foreign: '2026-01-02T03:04:05+00:00',
        cancelled_at_foreign: '',
      });
    expect(order('usd')).toEqual({
      customerId: 'k1',
      locationId: 's1',
      status: 'paid',
      totalMinor: 123_450,
      taxMinor: 29,
      discountMinor: 100,
      currency: 'USD',
      lines: [
        { productId: 'p1', description: 'Ticket', quantity: 3, totalMinor: 300 },
        { productId: null, description: null, quantity: null, totalMinor: null },
      ],
      closedAt: null,
      createdAt: '2026-01-02T03:04:05.000Z',
    });
    expect(order('JPY')).toMatchObject({ totalMinor: 1_235 });
    expect(order('KWD')).toMatchObject({ totalMinor: 1_234_500 });
  });

  it('a product, at the price of its first variant', () => {
    const raw = {
      id: 'p1',
      title: 'Ticket',
      currency_code: 'EUR',
      variants: [{ id: 'v1', price: 12.3 }, { price: 1 }],
    };
    expect(normaliseMailchimp('products', raw)).toMatchObject({
      kind: 'product',
      amountMinor: 1_230,
      currency: 'EUR',
      defaultPriceId: 'v1',
    });
  });

  it('a campaign that is scheduled was not sent', () => {
    const raw = { status: 'schedule', send_time: '2030-01-01T00:00:00+00:00', settings: { title: 'T' } };
    expect(normaliseMailchimp('campaigns', raw)).toMatchObject({ sentAt: null, name: 'T' });
    const sent = normaliseMailchimp('campaigns', { ...raw, status: 'sent' });
    expect(sent).toMatchObject({ sentAt: '2030-01-01T00:00:00.000Z' });
  });

  it('a report', () => {
    const raw = { id: 'c1', bounces: { hard_bounces: 1, soft_bounces: 2 }, opens: { opens_total: 9, unique_opens: 4 } };
    expect(normaliseMailchimp('campaign_reports', raw)).toMatchObject({
      campaignId: 'c1',
      bounces: 3,
      opens: 9,
      uniqueOpens: 4,
      clicks: null,
    });
  });
});
