import type { Json, PullRequest } from '../../provider.port.js';
import { collect, context, json } from '../../testing/vendor.stub.js';
import { rawEvent } from '../testing/stripe-event.builder.js';
import { connection, failure, list, StripeStub } from '../testing/stripe.stub.js';

const stub = new StripeStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const listOf = (stream: string, cursor: Json = null) =>
  collect(stub.provider().pull(connection(), { kind: 'list', stream } satisfies PullRequest, cursor, context()));
const objects = ({ records }: { records: { json: string } }) => JSON.parse(records.json) as Record<string, unknown>[];
const paths = () => stub.requests.map(({ url }) => `${url.pathname}${url.search}`);

describe('a list within an object', () => {
  it('is read to its end', async () => {
    const items = {
      object: 'list',
      has_more: true,
      data: [{ id: 'si_1' }, { id: 'si_2' }],
      url: '/v1/subscription_items?subscription=sub_1',
    };
    stub.answer(
      list([{ id: 'sub_1', object: 'subscription', items }]),
      list([{ id: 'si_2' }, { id: 'si_3' }], true),
      list([{ id: 'si_4' }]),
    );
    const [page] = await listOf('subscriptions');
    expect(objects(page!)).toMatchObject([
      { items: { data: [{ id: 'si_1' }, { id: 'si_2' }, { id: 'si_3' }, { id: 'si_4' }], has_more: false } },
    ]);
    expect(page!.requests).toBe(3);
    expect(paths()[1]).toBe('/v1/subscription_items?subscription=sub_1&limit=100&starting_after=si_2');
  });

  it.each([
    ['invoices', 'invoice', 'lines', '/v1/invoices/x_1/lines'],
    ['credit_notes', 'credit_note', 'lines', '/v1/credit_notes/x_1/lines'],
    ['charges', 'charge', 'refunds', '/v1/charges/x_1/refunds'],
    ['transfers', 'transfer', 'reversals', '/v1/transfers/x_1/reversals'],
    ['application_fees', 'application_fee', 'refunds', '/v1/application_fees/x_1/refunds'],
  ])('is read to its end in %s', async (stream, object, member, url) => {
    const first = { object: 'list', has_more: true, data: [{ id: 'p_1' }], url };
    stub.answer(list([{ id: 'x_1', object, [member]: first }]), list([{ id: 'p_2' }], true), list([{ id: 'p_3' }]));
    const [page] = await listOf(stream);
    expect(objects(page!)).toMatchObject([{ [member]: { data: [{ id: 'p_1' }, { id: 'p_2' }, { id: 'p_3' }] } }]);
    expect(paths().slice(1)).toEqual([`${url}?limit=100&starting_after=p_1`, `${url}?limit=100&starting_after=p_2`]);
  });

  it('is read to its end where its parts are a stream, and where an event shows a first page', async () => {
    const url = '/v1/transfers/tr_1/reversals';
    const reversals = { object: 'list', has_more: true, data: [{ id: 'trr_1' }], url };
    const transfer = { id: 'tr_1', object: 'transfer', reversals };
    stub.answer(list([transfer]), list([{ id: 'trr_2' }]));
    const [listed] = await listOf('transfer_reversals');
    expect(listed!.records.externalIds).toEqual(['trr_1', 'trr_2']);
    stub.answer(list([rawEvent({ type: 'transfer.reversed', object: transfer })]), list([{ id: 'trr_2' }]));
    const streams = ['transfers', 'transfer_reversals'];
    const request: PullRequest = { kind: 'changes', feed: 'events', streams, since: 0, memory: { deepAt: 0 } };
    const [told] = await collect(stub.provider().pull(connection(), request, null, context()));
    expect(told!.records.externalIds).toEqual(['tr_1', 'trr_1', 'trr_2']);
  });

  it('is asked for where it does not come by itself', async () => {
    const session = { id: 'cs_1', object: 'checkout.session' };
    const lines = { object: 'list', data: [{ id: 'li_1' }], has_more: false };
    stub.answer(
      list([
        { ...session, line_items: lines },
        { ...session, id: 'cs_2' },
      ]),
      list([{ id: 'li_2' }]),
    );
    const [page] = await listOf('checkout_sessions');
    expect(objects(page!)).toMatchObject([
      { _joined: { line_items: { data: [{ id: 'li_1' }] } } },
      { _joined: { line_items: { data: [{ id: 'li_2' }] } } },
    ]);
    expect(paths()).toEqual([
      '/v1/checkout/sessions?limit=100&expand[0]=data.line_items',
      '/v1/checkout/sessions/cs_2/line_items?limit=100',
    ]);
  });

  it('is read only where the API says', async () => {
    const items = { object: 'list', has_more: true, data: [], url: 'https://elsewhere.example/v1/x' };
    stub.answer(list([{ id: 'sub_1', object: 'subscription', items }]));
    await listOf('subscriptions');
    expect(stub.requests).toHaveLength(1);
  });
});

describe('a payment', () => {
  const payment = (id: string, created: number, more = {}) => ({ id, object: 'payment_intent', created, ...more });
  const link = (id: string, of: string, created = 1_000_000) => ({
    id,
    object: 'invoice_payment',
    created,
    invoice: `in_${of}`,
    payment: { type: 'payment_intent', payment_intent: of },
    status: 'paid',
  });

  it('is joined with its invoice by a list that goes along with that of the payments', async () => {
    const payments = [payment('pi_3', 1_000_000), payment('pi_2', 999_000), payment('pi_1', 500_000)];
    stub.answer(
      list(payments.slice(0, 2), true),
      list([link('inpay_3', 'pi_3'), link('inpay_0', 'pi_0', 800_000)], true),
      list(payments.slice(2)),
      list([link('inpay_1', 'pi_1', 500_000)]),
    );
    const pages = await listOf('payments');
    const joined = pages.flatMap(objects).map(({ id, _joined: links }) => [id, JSON.stringify(links)]);
    expect(joined).toEqual([
      ['pi_3', expect.stringContaining('"invoice":"in_pi_3"')],
      ['pi_2', undefined],
      ['pi_1', expect.stringContaining('"invoice":"in_pi_1"')],
    ]);
    expect(paths()[3]).toContain('starting_after=inpay_0');
  });

  it('costs no further request where none can belong to an invoice', async () => {
    stub.answer(list([payment('pi_1', 1, { customer: null }), payment('pi_2', 1, { invoice: null })]));
    await listOf('payments');
    expect(stub.requests).toHaveLength(1);
  });

  it('is joined with each invoice that it settles, whatever the state of the rest', async () => {
    const link = (id: string, more: object) => ({
      id,
      object: 'invoice_payment',
      invoice: `in_${id}`,
      payment: { type: 'payment_intent', payment_intent: 'pi_1' },
      status: 'paid',
      created: 1_000,
      ...more,
    });
    stub.answer(
      list([{ id: 'pi_1', object: 'payment_intent', customer: 'cus_1', created: 1_000 }]),
      list([
        link('a', { amount_paid: 600 }),
        link('b', { amount_paid: null, amount_requested: 400, status: 'open', invoice: { id: 'in_b' } }),
        link('c', { status: 'canceled' }),
        link('d', { payment: { type: 'charge', charge: 'ch_1' } }),
        link('e', { payment: { type: 'payment_intent', payment_intent: { id: 'pi_2' } } }),
      ]),
    );
    const [page] = await listOf('payments');
    const [payment] = objects(page!);
    const { invoice_payments: links } = payment!._joined as { invoice_payments: { invoice: string }[] };
    expect(links.map(({ invoice }) => invoice)).toEqual(['in_a', 'in_b']);
  });

  it('is kept without its invoice where a key may not list them', async () => {
    stub.answer(list([payment('pi_1', 1)]), failure(403, {}));
    const [page] = await listOf('payments');
    expect(page!.records.externalIds).toEqual(['pi_1']);
  });

  it('is joined when it is read by itself', async () => {
    stub.answer(json(payment('pi_1', 1)), list([link('inpay_1', 'pi_1'), link('inpay_2', 'pi_other')]));
    const read = await stub.provider().fetchOne(connection(), 'payments', 'pi_1', context());
    expect(JSON.parse(read!.json)).toMatchObject({ _joined: { invoice_payments: [{ id: 'inpay_1' }] } });
    expect(stub.requests[1]!.url.searchParams.get('payment[payment_intent]')).toBe('pi_1');
  });
});

describe('the entries of payouts', () => {
  const payout = (id: string, more = {}) => ({
    id,
    object: 'payout',
    created: 100,
    automatic: true,
    reconciliation_status: 'completed',
    ...more,
  });
  const entry = (id: string, more = {}) => ({ id, object: 'balance_transaction', source: 'ch_1', ...more });

  it('are the ledger entries of each payout, which also get to know their payout', async () => {
    const charge = { id: 'ch_1', object: 'charge', payment_intent: 'pi_1' };
    stub.answer(
      list([
        payout('po_1'),
        payout('po_2', { automatic: false }),
        payout('po_3', { reconciliation_status: 'in_progress' }),
      ]),
      list([entry('txn_1', { source: charge }), entry('txn_own', { source: 'po_1', type: 'payout' })]),
    );
    const pages = await listOf('payout_entries');
    expect(pages).toHaveLength(1);
    expect(pages[0]).toMatchObject({ cursor: null, requests: 2, oldest: 100 });
    expect(pages[0]!.watermark).toBeDefined();
    expect(pages[0]!.records).toMatchObject({
      types: ['payout_entries', 'balance_transactions'],
      externalIds: ['po_1:txn_1', 'txn_1'],
    });
    expect(objects(pages[0]!)).toEqual([
      {
        id: 'po_1:txn_1',
        object: 'payout_entry',
        payout: 'po_1',
        payment_intent: 'pi_1',
        balance_transaction: entry('txn_1'),
      },
      { ...entry('txn_1'), _joined: { payout: 'po_1' } },
    ]);
    expect(paths()[1]).toBe('/v1/balance_transactions?payout=po_1&limit=100&expand[0]=data.source');
  });

  it('go on after any page', async () => {
    const answers = () =>
      stub.answer((response, { url }) => {
        const after = url.searchParams.get('starting_after');
        const of = url.searchParams.get('payout');
        const page = url.pathname.endsWith('/payouts')
          ? after === null
            ? list([payout('po_1'), payout('po_2')], true)
            : list([payout('po_3')])
          : list([entry(`${of!}_${after === null ? 1 : 2}`)], after === null && of === 'po_1');
        page(response, { url } as never);
      });
    answers();
    const pages = await listOf('payout_entries');
    const told = pages.map(({ records }) => records.externalIds[0]);
    expect(told).toEqual(['po_1:po_1_1', 'po_1:po_1_2', 'po_2:po_2_1', 'po_3:po_3_1']);
    for (const [index, { cursor }] of pages.slice(0, -1).entries()) {
      answers();
      const rest = await listOf('payout_entries', JSON.parse(JSON.stringify(cursor)) as Json);
      expect(rest.map(({ records }) => records.externalIds[0])).toEqual(told.slice(index + 1));
    }
  });

  it('are read by the pair of both', async () => {
    stub.answer(json(entry('txn_1')));
    const read = await stub.provider().fetchOne(connection(), 'payout_entries', 'po_1:txn_1', context());
    expect(JSON.parse(read!.json)).toMatchObject({ payout: 'po_1', balance_transaction: { id: 'txn_1' } });
  });
});

describe('a part of another object', () => {
  it('is listed with it', async () => {
    const reversals = { object: 'list', has_more: false, data: [{ id: 'trr_1', object: 'transfer_reversal' }] };
    stub.answer(
      list([
        { id: 'tr_1', object: 'transfer', created: 1, reversals },
        { id: 'tr_2', object: 'transfer' },
      ]),
    );
    const [page] = await listOf('transfer_reversals');
    expect(page!.records).toMatchObject({ types: ['transfer_reversals'], externalIds: ['trr_1'] });
    expect(objects(page!)).toEqual([{ id: 'trr_1', object: 'transfer_reversal' }]);
  });

  it('cannot be read by its id alone', async () => {
    stub.answer(json({}));
    expect(await stub.provider().fetchOne(connection(), 'transfer_reversals', 'trr_1', context())).toBeNull();
  });
});
