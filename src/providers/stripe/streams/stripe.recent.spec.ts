import type { Json, PullRequest } from '../../provider.port.js';
import { collect, context } from '../../testing/vendor.stub.js';
import { connection, list, StripeStub } from '../testing/stripe.stub.js';

const stub = new StripeStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const SINCE = 1_800_000_000;

const walk = (request: PullRequest, cursor: Json) =>
  collect(stub.provider().pull(connection(), request, cursor, context()));

describe('the walk through what has no events', () => {
  const ledger = (memory: Json, cursor: Json = null, since = SINCE) =>
    walk({ kind: 'changes', feed: null, streams: ['balance_transactions'], memory, since }, cursor);
  const entry = (id: string, created: number, dueAt?: number) => ({
    id,
    object: 'balance_transaction',
    created,
    status: dueAt ? 'pending' : 'available',
    available_on: dueAt ?? created,
  });
  const from = () => Number(stub.requests[0]!.url.searchParams.get('created[gte]')) - SINCE;

  it('begins far enough back to find what is pending, and remembers it', async () => {
    const day = 86_400;
    stub.answer(
      list([entry('txn_3', SINCE - day, SINCE + 2 * day)], true),
      list([entry('txn_2', SINCE - 3 * day, SINCE + day), entry('txn_1', SINCE - 4 * day)]),
    );
    const pages = await ledger(null);
    expect(from()).toBe(-14 * day);
    expect(pages.at(-1)).toMatchObject({
      cursor: null,
      memory: { v: 1, balance_transactions: { oldestPending: SINCE - 3 * day, dueAt: SINCE + day } },
    });
    expect(pages[0]!.watermark).toBeDefined();
    stub.answer(list([entry('txn_2', SINCE - 3 * day, SINCE + day)]));
    const rest = await ledger(null, JSON.parse(JSON.stringify(pages[0]!.cursor)) as Json);
    expect(rest[0]!.memory).toEqual(pages[1]!.memory);
  });

  it('lists only what is new until something is due, and then all since the oldest pending', async () => {
    const pending = { oldestPending: SINCE - 5_000, dueAt: SINCE + 100 };
    stub.answer(list([]));
    const [page] = await ledger({ balance_transactions: pending });
    expect(from()).toBe(-10);
    expect(page!.memory).toEqual({ v: 1, balance_transactions: pending });
    stub.answer(list([entry('txn_1', SINCE - 5_000)]));
    const [later] = await ledger({ balance_transactions: pending }, null, SINCE + 100);
    expect(from()).toBe(-5_000);
    expect(later!.memory).toEqual({ v: 1, balance_transactions: null });
  });

  it('does not look at what is overdue all the time', async () => {
    stub.answer(list([entry('txn_1', SINCE - 50, SINCE - 20)]));
    const [page] = await ledger({ balance_transactions: { oldestPending: SINCE - 50, dueAt: SINCE - 20 } });
    expect(page!.memory).toEqual({ v: 1, balance_transactions: { oldestPending: SINCE - 50, dueAt: SINCE + 3_600 } });
  });
});
