import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import { context, json, type Reply } from '../../testing/vendor.stub.js';
import { rawEvent } from '../testing/stripe-event.builder.js';
import { connection, failure, list, StripeStub } from '../testing/stripe.stub.js';

const stub = new StripeStub();
const provider = () => stub.provider({ PROVIDER_CALL_TRIES: '1' });

beforeAll(() => stub.start());
afterAll(() => stub.stop());

const CUSTOMERS = Array.from({ length: 7 }, (_, index) => ({
  id: `cus_${7 - index}`,
  object: 'customer',
  created: 1_000 + (7 - index) * 10,
  name: 'Zoë 🦄 ["}]',
}));

/** Pages of three, as Stripe pages. */
const paged: Reply = (response, request) => {
  const { url } = request;
  const after = url.searchParams.get('starting_after');
  const gte = Number(url.searchParams.get('created[gte]') ?? 0);
  const start = after ? CUSTOMERS.findIndex(({ id }) => id === after) + 1 : 0;
  const rest = CUSTOMERS.slice(start).filter(({ created }) => created >= gte);
  list(rest.slice(0, 3), rest.length > 3)(response, request);
};

async function pull(request: PullRequest, cursor: Json = null): Promise<PullPage[]> {
  const pages: PullPage[] = [];
  for await (const page of provider().pull(connection(), request, cursor, context())) pages.push(page);
  return pages;
}

const customers: PullRequest = { kind: 'list', stream: 'customers' };
const ids = (pages: PullPage[]) => pages.flatMap(({ records }) => records.externalIds);

describe('the walk through a list', () => {
  it('brings every object once, with its text as Stripe wrote it', async () => {
    stub.answer(paged);
    const pages = await pull(customers);
    expect(ids(pages)).toEqual(CUSTOMERS.map(({ id }) => id));
    expect(pages.flatMap(({ records }) => JSON.parse(records.json) as unknown[])).toEqual(CUSTOMERS);
    expect(pages[0]!.records.json).toContain('\n      "id": "cus_7"');
    expect(pages.map(({ oldest }) => oldest)).toEqual([1_050, 1_020, 1_010]);
    expect(pages.map(({ watermark }) => watermark !== undefined)).toEqual([true, false, false]);
    expect(pages.map(({ requests }) => requests)).toEqual([1, 1, 1]);
    expect(pages[0]!.bytes).toBeGreaterThan(pages[0]!.records.json.length);
    expect(stub.requests[0]!.url.search).toBe('?limit=100');
  });

  it('goes on after any page', async () => {
    stub.answer(paged);
    const pages = await pull(customers);
    for (const [index, { cursor }] of pages.slice(0, -1).entries()) {
      const rest = await pull(customers, JSON.parse(JSON.stringify(cursor)) as Json);
      expect(ids(rest)).toEqual(ids(pages.slice(index + 1)));
      expect(rest[0]!.watermark).toBeUndefined();
    }
  });

  it('reads the bounds again for each page', async () => {
    stub.answer(paged);
    const request = { kind: 'list' as const, stream: 'customers', from: 1_000, to: 2_000 };
    const seen: string[] = [];
    for await (const page of provider().pull(connection(), request, null, context())) {
      seen.push(...page.records.externalIds);
      request.from = 1_040;
    }
    expect(seen).toEqual(['cus_7', 'cus_6', 'cus_5', 'cus_4']);
    expect(stub.requests[0]!.url.searchParams.get('created[lt]')).toBe('2000');
  });

  it('asks for canceled subscriptions too, and bounds no list that cannot be bounded', async () => {
    stub.answer(list([]));
    await pull({ kind: 'list', stream: 'subscriptions' });
    await pull({ kind: 'list', stream: 'quotes', from: 5, to: 6 });
    expect(stub.requests.map(({ url }) => url.search)).toEqual(['?limit=100&status=all', '?limit=100']);
  });

  it.each([
    ['the page before once more', [list(CUSTOMERS.slice(0, 3), true)]],
    ['a page that ends at its cursor', [list(CUSTOMERS.slice(0, 3), true), list(CUSTOMERS.slice(1, 3), true)]],
    ['an empty page with more to come', [list([], true)]],
    ['something else than a list', [json({ object: 'list', data: {}, has_more: false })]],
    ['a page without any id and more to come', [list([{ object: 'customer' }], true)]],
    ['pages in a circle', Array.from({ length: 12 }, (_, index) => list([CUSTOMERS[index % 3]!], true))],
  ])('stops at %s', async (_name, replies) => {
    stub.answer(...replies);
    await expect(pull(customers)).rejects.toMatchObject({ code: 'provider_protocol_violation' });
    expect(stub.requests.length).toBeLessThan(12);
  });

  it('leaves out what has no id, and goes on', async () => {
    stub.answer(list([{ object: 'customer' }, CUSTOMERS[0]!, { id: '', object: 'customer' }]));
    const [page] = await pull(customers);
    expect(page!.records.externalIds).toEqual(['cus_7']);
    expect(page!.records.leftOut).toEqual(
      Array.from({ length: 2 }, () => ({ type: 'customers', externalId: null, reason: 'no_key' })),
    );
  });

  it('takes an id once within a page', async () => {
    stub.answer(list([CUSTOMERS[0]!, CUSTOMERS[1]!, CUSTOMERS[0]!]));
    const [page] = await pull(customers);
    expect(page!.records.externalIds).toEqual(['cus_7', 'cus_6']);
    expect(JSON.parse(page!.records.json)).toHaveLength(2);
  });

  it('goes on by time when the object of its cursor has been deleted', async () => {
    stub.answer(failure(404, { code: 'resource_missing', param: 'starting_after' }), list(CUSTOMERS.slice(3)));
    const pages = await pull(customers, { after: 'cus_5', oldest: 1_050 });
    expect(ids(pages)).toEqual(['cus_4', 'cus_3', 'cus_2', 'cus_1']);
    expect(stub.requests[1]!.url.search).toBe('?limit=100&created[lt]=1051');
  });

  it('reports the lost cursor where there is no time to go by', async () => {
    stub.answer(failure(404, { code: 'resource_missing', param: 'starting_after' }));
    const quotes: PullRequest = { kind: 'list', stream: 'quotes' };
    await expect(pull(quotes, { after: 'qt_1', oldest: 5 })).rejects.toMatchObject({ code: 'provider_cursor_lost' });
  });

  it('keeps decimals as Stripe wrote them', async () => {
    stub.answer(list([{ id: 'price_1', object: 'price', unit_amount_decimal: '0.50' }]));
    const [page] = await pull({ kind: 'list', stream: 'prices' });
    expect(page!.records.json).toContain('"0.50"');
  });

  it("acts for the account when the connection is the platform's", async () => {
    stub.answer(list([]));
    const ours = stub.provider({ STRIPE_SECRET_KEY: 'sk_test_platform' });
    const platform = connection({ authMethod: 'platform', credentials: {} });
    for await (const page of ours.pull(platform, customers, null, context())) expect(page.cursor).toBeNull();
    expect(stub.requests[0]!.headers).toMatchObject({
      authorization: 'Bearer sk_test_platform',
      'stripe-account': 'acct_1',
    });
  });
});

describe('pages that are too heavy', () => {
  /** Answers 504 to more objects than it can bear. */
  const heavy =
    (most: number, objects: readonly { id: string; created: number }[] = CUSTOMERS): Reply =>
    (response, request) => {
      const { searchParams } = request.url;
      const limit = Number(searchParams.get('limit'));
      if (limit > most) return failure(504, { type: 'api_error' })(response, request);
      const start = objects.findIndex(({ id }) => id === searchParams.get('starting_after')) + 1;
      list(objects.slice(start, start + limit), objects.length > start + limit)(response, request);
    };
  const limits = () => stub.requests.map(({ url }) => Number(url.searchParams.get('limit')));

  it('are asked for smaller, and the walk goes on with that, also when it is taken up again', async () => {
    stub.answer(heavy(3));
    const pages = await pull(customers);
    expect(ids(pages)).toEqual(CUSTOMERS.map(({ id }) => id));
    expect(limits()).toEqual([100, 50, 25, 12, 6, 3, 3, 3]);
    expect(pages[0]).toMatchObject({ requests: 6, cursor: { pageSize: { current: 3 } } });
    stub.answer(heavy(3));
    expect(ids(await pull(customers, JSON.parse(JSON.stringify(pages[0]!.cursor)) as Json))).toHaveLength(4);
    expect(limits()).toEqual([3, 3]);
  });

  it('are asked for smaller where no answer comes in time', async () => {
    stub.answer((response, request) => {
      if (Number(request.url.searchParams.get('limit')) <= 50) list([CUSTOMERS[0]!])(response, request);
    });
    const pages: PullPage[] = [];
    for await (const page of provider().pull(connection(), customers, null, context())) pages.push(page);
    expect(ids(pages)).toEqual(['cus_7']);
    expect(limits()).toEqual([100, 50]);
  });

  it('of events are too', async () => {
    const events = Array.from({ length: 5 }, (_, index) => {
      const object = { id: `cus_${index}`, object: 'customer' };
      return { ...rawEvent({ object }), created: 2_000 - index };
    }) as unknown as { id: string; created: number }[];
    stub.answer(heavy(2, events));
    const pages = await pull({
      kind: 'changes',
      feed: 'events',
      streams: ['customers'],
      memory: null,
      since: 1_000,
    });
    expect(ids(pages)).toEqual(['cus_0', 'cus_1', 'cus_2', 'cus_3', 'cus_4']);
    expect(limits()).toEqual([100, 50, 25, 12, 6, 3, 1, 1, 1, 1, 1]);
    expect(pages[0]!.cursor).toMatchObject({ at: { pageSize: { current: 1 } } });
  });

  it('of the entries of payouts are too, and the next payout begins with that size', async () => {
    const reconciled = { object: 'payout', automatic: true, reconciliation_status: 'completed', status: 'paid' };
    const payouts = [1, 2].map((n) => ({ ...reconciled, id: `po_${n}`, created: 1_000 }));
    stub.answer((response, request) => {
      const { pathname, searchParams } = request.url;
      if (pathname === '/v1/payouts') return list(payouts)(response, request);
      if (Number(searchParams.get('limit')) > 50) return failure(504, { type: 'api_error' })(response, request);
      const payout = searchParams.get('payout')!;
      list([{ id: `txn_${payout}`, object: 'balance_transaction' }])(response, request);
    });
    const pages = await pull({ kind: 'list', stream: 'payout_entries' });
    expect(ids(pages).filter((id) => id.startsWith('po_'))).toEqual(['po_1:txn_po_1', 'po_2:txn_po_2']);
    expect(limits()).toEqual([100, 100, 50, 50]);
  });

  it('of lists within an object are too', async () => {
    const url = '/v1/subscription_items?subscription=sub_1';
    const items = { object: 'list', has_more: true, data: [{ id: 'si_1' }], url };
    stub.answer(
      list([{ id: 'sub_1', object: 'subscription', items }]),
      failure(504, { type: 'api_error' }),
      list([{ id: 'si_2' }]),
    );
    const [page] = await pull({ kind: 'list', stream: 'subscriptions' });
    expect(JSON.parse(page!.records.json)).toMatchObject([{ items: { data: [{ id: 'si_1' }, { id: 'si_2' }] } }]);
    expect(limits()).toEqual([100, 100, 50]);
  });
});
