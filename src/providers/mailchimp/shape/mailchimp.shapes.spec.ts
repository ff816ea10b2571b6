import { line } from '../../kit/line.js';
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
      sms_subscription_status: 'unsubscribed',
      marketing_permissions: [
        { marketing_permission_id: 'p1', text: 'By mail', enabled: true },
        { marketing_permission_id: 'p2', text: '', enabled: false },
        { text: 'Of no name', enabled: true },
      ],
      interests: { i1: false, i2: true },
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
      smsStatus: 'unsubscribed',
      smsPhone: '+15125550100',
      permissions: [
        { id: 'p1', name: 'By mail', granted: true },
        { id: 'p2', name: null, granted: false },
      ],
      interests: ['i2'],
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
        shipping_total: 2.5,
        lines: [
          {
            id: '1',
            product_variant_id: 'v1',
            product_id: 'p1',
            product_title: 'Ticket',
            quantity: 3,
            price: 1.1,
            discount: 0.3,
          },
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
      tipMinor: null,
      serviceChargeMinor: 250,
      lines: [
        line({
          id: '1',
          productId: 'p1',
          priceId: 'v1',
          description: 'Ticket',
          quantity: 3,
          unitAmountMinor: 110,
          discountMinor: 30,
          totalMinor: 300,
        }),
        line({ unitAmountMinor: 100 }),
      ],
      tenders: [],
      returns: [],
      metadata: {},
      closedAt: null,
      createdAt: '2026-01-02T03:04:05.000Z',
    });
    expect(order('JPY')).toMatchObject({ totalMinor: 1_235 });
    expect(order('KWD')).toMatchObject({ totalMinor: 1_234_500 });
  });

  it.each([
    ['USD', { price: 0.001, quantity: 1_000, discount: 0 }, { totalMinor: 100, unitAmountMinor: null }],
    ['USD', { price: 0.0000005, quantity: 1_000_000 }, { totalMinor: 50, discountMinor: null }],
    ['USD', { price: 1.005, quantity: 1, discount: 0.005 }, { totalMinor: 100, discountMinor: 1 }],
    ['USD', { price: '19.99', quantity: 3, discount: '1.00' }, { totalMinor: 5_897, unitAmountMinor: 1_999 }],
    ['USD', { price: -2.345, quantity: 1 }, { totalMinor: -235, unitAmountMinor: null }],
    ['JPY', { price: 0.4, quantity: 5 }, { totalMinor: 2, unitAmountMinor: null }],
    ['KWD', { price: 1.234, quantity: 2 }, { totalMinor: 2_468, unitAmountMinor: 1_234 }],
    ['USD', { price: 'much', quantity: 2 }, { totalMinor: null, unitAmountMinor: null }],
    ['USD', { price: 1, quantity: null }, { totalMinor: null, unitAmountMinor: 100 }],
  ])('a line is multiplied, and rounded once (%s %j)', (currency_code, sold, expected) => {
    expect(normaliseMailchimp('orders', { currency_code, lines: [sold] })).toMatchObject({ lines: [expected] });
  });

  it('a contact with a phone number only, of the list of an audience', () => {
    const raw = {
      id: 'K2',
      audience_id: 'l1',
      status: 'active',
      sms_channel: {
        sms_phone: '+12025550101',
        effective_subscription_status: { value: 'subscribed' },
        marketing_consent: { status: 'confirmed', captured_at: '2026-01-02T03:04:05+00:00' },
      },
      merge_fields: { FNAME: 'Zoë', LNAME: '' },
      tags: ['vip', ''],
      language: 'fr',
      created_at: '2026-01-01T00:00:00+00:00',
    };
    expect(normaliseMailchimp('contacts', raw)).toEqual({
      audienceId: 'l1',
      email: null,
      name: 'Zoë',
      phone: '+12025550101',
      status: null,
      smsStatus: 'subscribed',
      smsPhone: '+12025550101',
      permissions: [],
      interests: [],
      tags: ['vip'],
      fields: raw.merge_fields,
      language: 'fr',
      optedInAt: '2026-01-02T03:04:05.000Z',
      createdAt: '2026-01-01T00:00:00.000Z',
    });
    expect(normaliseMailchimp('contacts', { ...raw, status: 'archived' })).toMatchObject({ status: 'archived' });
    const nonsubscribed = { email: 'a@b.test', effective_subscription_status: { value: 'nonsubscribed' } };
    expect(normaliseMailchimp('contacts', { ...raw, email_channel: nonsubscribed })).toMatchObject({
      email: 'a@b.test',
      status: 'transactional',
    });
  });

  it('a merge field, an interest, and what a recipient did', () => {
    expect(
      normaliseMailchimp('merge_fields', { merge_id: 1, tag: 'FNAME', name: 'First', type: 'text', list_id: 'l1' }),
    ).toEqual({
      audienceId: 'l1',
      name: 'First',
      tag: 'FNAME',
      kind: 'text',
      required: false,
      createdAt: null,
    });
    const interest = { id: 'i1', list_id: 'l1', category_id: 'g1', name: 'Jazz', subscriber_count: '7' };
    expect(normaliseMailchimp('interests', interest)).toMatchObject({ categoryId: 'g1', name: 'Jazz', memberCount: 7 });
    const activity = [
      { action: 'open', timestamp: '2026-01-02T03:04:05+00:00', ip: '198.51.100.1' },
      { action: 'click', timestamp: '2026-01-02T03:05:05+00:00', url: 'https://shop.example' },
    ];
    expect(
      normaliseMailchimp('email_activity', { campaign_id: 'c1', list_id: 'l1', email_address: 'a@b.test', activity }),
    ).toEqual({
      campaignId: 'c1',
      audienceId: 'l1',
      email: 'a@b.test',
      actions: [
        { kind: 'open', at: '2026-01-02T03:04:05.000Z', url: null },
        { kind: 'click', at: '2026-01-02T03:05:05.000Z', url: 'https://shop.example' },
      ],
    });
  });

  it('a shopper who did not opt in is not to be written to', () => {
    const unsubscribed = (opt_in_status?: boolean) =>
      normaliseMailchimp('customers', { id: 'k', opt_in_status }).unsubscribed;
    expect([unsubscribed(true), unsubscribed(false), unsubscribed()]).toEqual([false, true, null]);
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
