import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import { context, json, type Reply } from '../../testing/vendor.stub.js';
import { connection, failure, list, StripeStub } from '../testing/stripe.stub.js';
import { rawEvent } from '../testing/stripe-event.builder.js';

const stub = new StripeStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

type Changes = Extract<PullRequest, { kind: 'changes' }>;

const SINCE = 1_800_000_000;
const DEEP: Json = { deepAt: SINCE };
const ALL = ['customers', 'payments', 'refunds', 'disputes', 'charges', 'subscriptions', 'invoices', 'products'];

async function walk(request: Partial<Changes> = {}, cursor: Json = null): Promise<PullPage[]> {
  const whole: Changes = { kind: 'changes', feed: 'events', streams: ALL, since: SINCE, memory: DEEP, ...request };
  const pages: PullPage[] = [];
  for await (const page of stub.provider().pull(connection(), whole, cursor, context())) pages.push(page);
  return pages;
}

const rows = (page: PullPage) =>
  page.records.externalIds.map((id, index) => ({
    id,
    type: page.records.types[index],
    seconds: page.records.seconds[index],
    deleted: page.records.deleted[index],
    ...((JSON.parse(page.records.json) as { name?: string }[])[index]?.name && {
      name: (JSON.parse(page.records.json) as { name?: string }[])[index]!.name,
    }),
  }));

describe('the walk through the events', () => {
  it('tells the latest of each object, by what the object is', async () => {
    stub.answer(
      list([
        rawEvent({ created: 30, object: { name: 'new' } }),
        rawEvent({ created: 29, type: 'charge.dispute.created', object: { id: 'du_1', object: 'dispute' } }),
        rawEvent({ created: 28, type: 'charge.refund.updated', object: { id: 're_1', object: 'refund' } }),
        rawEvent({ created: 27, type: 'customer.source.created', object: { id: 'card_1', object: 'card' } }),
        rawEvent({ created: 26, object: { name: 'old' } }),
        rawEvent({ created: 25, type: 'product.deleted', object: { id: 'prod_1', object: 'product' } }),
        rawEvent({
          created: 24,
          type: 'customer.subscription.deleted',
          object: { id: 'sub_1', object: 'subscription' },
        }),
        rawEvent({ created: 23, type: 'invoice.upcoming', object: { id: 'upcoming_in_1', object: 'invoice' } }),
        rawEvent({ created: 22, type: 'coupon.updated', object: { id: 'c', object: 'coupon' } }),
      ]),
    );
    const [page, ...more] = await walk();
    expect(more).toEqual([]);
    expect(rows(page!)).toEqual([
      { id: 'cus_1', type: 'customers', seconds: 30, deleted: false, name: 'new' },
      { id: 'du_1', type: 'disputes', seconds: 29, deleted: false },
      { id: 're_1', type: 'refunds', seconds: 28, deleted: false },
      { id: 'prod_1', type: 'products', seconds: 25, deleted: true },
      { id: 'sub_1', type: 'subscriptions', seconds: 24, deleted: false },
    ]);
    expect(page).toMatchObject({ cursor: null, requests: 1, memory: DEEP });
    expect(page!.watermark).toBeGreaterThan(SINCE - 86_400 * 3_650);
  });

  it('looks far back once in a while, and a little every time', async () => {
    const asked = async (memory: Json, since: number) => {
      stub.answer(list([]));
      const [page] = await walk({ memory, since });
      return [Number(stub.requests[0]!.url.searchParams.get('created[gte]')) - since, page!.memory];
    };
    expect(await asked(null, SINCE)).toEqual([-300, { v: 1, ...DEEP }]);
    expect(await asked(DEEP, SINCE + 299)).toEqual([-10, { v: 1, ...DEEP }]);
    expect(await asked(DEEP, SINCE + 300)).toEqual([-300, { v: 1, deepAt: SINCE + 300 }]);
  });

  it('asks for the types of a few streams, and for all of many', async () => {
    stub.answer(list([]));
    await walk({ streams: ['refunds'] });
    await walk();
    expect(stub.requests[0]!.url.searchParams.getAll('types[3]')).toEqual(['charge.refund.updated']);
    expect(stub.requests[1]!.url.search).not.toContain('types');
  });

  it('goes on after any page and forgets what an earlier page has told', async () => {
    const newer = [rawEvent({ id: 'evt_b', created: 50 })];
    const older = [rawEvent({ created: 40 }), rawEvent({ created: 39, object: { id: 'cus_2' } })];
    const paged: Reply = (response, request) =>
      (request.url.searchParams.has('starting_after') ? list(older) : list(newer, true))(response, request);
    stub.answer(paged);
    const pages = await walk();
    expect(pages.map(({ records }) => records.externalIds)).toEqual([['cus_1'], ['cus_2']]);
    expect(pages[1]!.watermark).toBeUndefined();
    const rest = await walk({}, JSON.parse(JSON.stringify(pages[0]!.cursor)) as Json);
    expect(rest.map(({ records }) => records.externalIds)).toEqual([['cus_1', 'cus_2']]);
  });

  it('reads what the events of one second leave open, once', async () => {
    const open = (status: string) =>
      rawEvent({ type: `payment_intent.${status}`, object: { id: 'pi_1', object: 'payment_intent', status } });
    const date = new Date(990_000).toUTCString();
    stub.answer(
      list([open('succeeded'), open('processing'), open('requires_action')]),
      json({ id: 'pi_1', name: 'read' }, 200, { date }),
    );
    const [page] = await walk();
    // The events had happened when it was read, so the read is not older than they are.
    expect(rows(page!)).toEqual([{ id: 'pi_1', type: 'payments', seconds: 1_000, deleted: false, name: 'read' }]);
    expect(page!.requests).toBe(2);
  });

  it('carries a second over from page to page', async () => {
    const open = (status: string) =>
      rawEvent({ type: `payment_intent.${status}`, object: { id: 'pi_1', object: 'payment_intent', status } });
    stub.answer(list([open('succeeded')], true), list([open('processing')]), json({ id: 'pi_1', name: 'read' }));
    const pages = await walk();
    expect(pages.map(({ requests }) => requests)).toEqual([1, 2]);
    expect(rows(pages[1]!)).toMatchObject([{ id: 'pi_1', name: 'read' }]);
  });

  it('takes compatible snapshots of another version as they are', async () => {
    stub.answer(list([rawEvent({ api_version: '2020-08-27', object: { name: 'event' } })]));
    const [page] = await walk();
    expect(rows(page!)).toMatchObject([{ name: 'event' }]);
    expect(page!.requests).toBe(1);
    expect(JSON.parse(page!.records.json)).toMatchObject([{ api_version: '2020-08-27' }]);
    stub.answer(list([rawEvent({ api_version: '2026-11-25.endive', object: { name: 'monthly' } })]));
    expect((await walk())[0]!.records.json).not.toContain('api_version');
  });

  it('reads objects whose events are in a version that is not compatible', async () => {
    stub.answer(
      list([rawEvent({ api_version: '2019-12-03', object: { name: 'event' } })]),
      json({ id: 'cus_1', name: 'read' }),
    );
    expect(rows((await walk())[0]!)).toMatchObject([{ name: 'read' }]);
    stub.answer(list([rawEvent({ api_version: '2019-12-03', type: 'customer.deleted' })]));
    expect(rows((await walk())[0]!)).toMatchObject([{ deleted: true }]);
  });

  it('lists such objects where they were created close to each other, and reads the others', async () => {
    const old = (id: string, created: number) => rawEvent({ api_version: '2019-12-03', object: { id, created } });
    const now = (id: string, created: number) => ({ id, object: 'customer', created, name: 'now' });
    stub.answer((response, { url }) => {
      const reply = url.pathname.endsWith('/events')
        ? list([old('cus_1', 900), old('cus_2', 899), old('cus_3', 898), old('cus_gone', 897), old('cus_5', 5)])
        : url.pathname.endsWith('/customers')
          ? list([now('cus_1', 900), now('cus_2', 899), now('cus_3', 898), now('cus_other', 890)], true)
          : url.pathname.endsWith('/cus_gone')
            ? failure(404, { code: 'resource_missing' })
            : json(now('cus_5', 5));
      reply(response, { url } as never);
    });
    const [page] = await walk();
    expect(rows(page!).map(({ id, deleted, name }) => [id, deleted, name])).toEqual([
      ['cus_1', false, 'now'],
      ['cus_2', false, 'now'],
      ['cus_3', false, 'now'],
      ['cus_gone', true, undefined],
      ['cus_5', false, 'now'],
    ]);
    expect(page!.requests).toBe(4);
    expect(stub.requests[1]!.url.search).toContain('created[gte]=5&created[lte]=900');
  });

  it('reads an object that was deleted and created in one second', async () => {
    const coupon = (percent: number) => ({ id: 'AUTUMN', object: 'coupon', percent_off: percent });
    stub.answer(
      list([
        rawEvent({ created: 10, type: 'coupon.created', object: coupon(40) }),
        rawEvent({ created: 10, type: 'coupon.deleted', object: coupon(6) }),
        rawEvent({ created: 1, type: 'coupon.created', object: coupon(6) }),
      ]),
      json(coupon(40)),
    );
    const [page] = await walk({ streams: ['coupons'] });
    expect(rows(page!)).toMatchObject([{ id: 'AUTUMN', deleted: false }]);
    expect(JSON.parse(page!.records.json)).toMatchObject([{ percent_off: 40 }]);
  });

  it('reads lists within an object of an event to their end', async () => {
    const items = {
      object: 'list',
      has_more: true,
      data: [{ id: 'si_1' }],
      url: '/v1/subscription_items?subscription=s',
    };
    const event = rawEvent({
      type: 'customer.subscription.updated',
      object: { id: 's', object: 'subscription', items },
    });
    stub.answer(list([event]), list([{ id: 'si_2' }]));
    const [page] = await walk();
    expect(JSON.parse(page!.records.json)).toMatchObject([{ items: { data: [{ id: 'si_1' }, { id: 'si_2' }] } }]);
    expect(page!.requests).toBe(2);
  });

  it('joins a payment with the invoice that it settles', async () => {
    const paid = (id: string, payment: string) =>
      rawEvent({
        type: 'invoice_payment.paid',
        object: {
          id,
          object: 'invoice_payment',
          invoice: 'in_1',
          payment: { payment_intent: payment },
          status: 'paid',
        },
      });
    const payment = { id: 'pi_1', object: 'payment_intent' };
    stub.answer(
      list([
        paid('inpay_1', 'pi_1'),
        rawEvent({ type: 'payment_intent.succeeded', object: payment }),
        paid('inpay_2', 'pi_2'),
      ]),
      json({ ...payment, id: 'pi_2' }),
    );
    const [page] = await walk({ streams: ['payments'] });
    const joined = { _joined: { invoice_payments: [{ invoice: 'in_1' }] } };
    expect(page!.records.types).toEqual(['payments', 'payments']);
    expect(JSON.parse(page!.records.json)).toMatchObject([
      { id: 'pi_1', ...joined },
      { id: 'pi_2', ...joined },
    ]);
  });

  it('lists what changes by itself when it looks far back', async () => {
    stub.answer(list([]), list([{ id: 'FIRST5', object: 'coupon', created: 1, valid: false }]));
    const pages = await walk({ streams: ['coupons'], memory: null });
    expect(pages.flatMap(({ records }) => records.externalIds)).toEqual(['FIRST5']);
    expect(stub.requests[1]!.url.search).toBe('?limit=100');
    stub.answer(list([]));
    expect(await walk({ streams: ['coupons'] })).toHaveLength(1);
  });

  it('takes the snapshot where it may not read, and a tombstone where nothing is left', async () => {
    const foreign = list([rawEvent({ api_version: '2019-12-03', object: { name: 'event' } })]);
    stub.answer(foreign, failure(403, {}));
    expect(rows((await walk())[0]!)).toMatchObject([{ name: 'event', seconds: 1_000 }]);
    stub.answer(foreign, failure(404, { code: 'resource_missing' }));
    expect(rows((await walk())[0]!)).toMatchObject([{ deleted: true }]);
  });

  it('lists the new objects that no event reports', async () => {
    const lines = { object: 'list', data: [], has_more: false };
    const session = { id: 'cs_1', object: 'checkout.session', created: SINCE, line_items: lines };
    stub.answer(list([rawEvent()]), list([session], true), list([{ ...session, id: 'cs_2' }]));
    const pages = await walk({ streams: ['customers', 'checkout_sessions'] });
    expect(pages.map(({ records }) => records.externalIds)).toEqual([['cus_1'], ['cs_1'], ['cs_2']]);
    expect(stub.requests[1]!.url.pathname).toBe('/v1/checkout/sessions');
    expect(stub.requests[1]!.url.searchParams.get('created[gte]')).toBe(String(SINCE - 10));
    stub.answer(list([{ ...session, id: 'cs_2' }]));
    const rest = await walk({ streams: ['customers', 'checkout_sessions'] }, pages[1]!.cursor);
    expect(rest.map(({ records }) => records.externalIds)).toEqual([['cs_2']]);
    expect(stub.requests[0]!.url.searchParams.get('starting_after')).toBe('cs_1');
  });
});
