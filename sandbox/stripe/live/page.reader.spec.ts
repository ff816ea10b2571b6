import { beforeEach, describe, expect, it } from '@jest/globals';
import { readPage, type PageQuery } from './page.reader.js';
import { StripeAccount } from './stripe.account.js';

const EVERYTHING: PageQuery = { limit: 7, createdMin: Number.NEGATIVE_INFINITY, createdMax: Number.POSITIVE_INFINITY };

describe('readPage', () => {
  let account: StripeAccount;
  let ids: string[];
  const store = () => account.store('customers');
  const read = (query: Partial<PageQuery>) =>
    readPage(store(), { ...EVERYTHING, ...query }, account.createdOf('customers'));

  beforeEach(() => {
    account = new StripeAccount(
      'acct_1Spec',
      'sk_test_spec',
      { scale: 200, seed: 3, createdFrom: 1_000_000, createdTo: 1_000_400 },
      0,
    );
    const middle = store().created(100);
    for (const created of [2_000_000, middle, middle, 900_000]) {
      store().add({ id: store().idAt(store().nextIndex), object: 'customer', created }, created);
    }
    store().remove(50);
    store().remove(202);
    ids = read({ limit: 1000 }).data.map((customer) => customer.id);
  });

  it('walks forwards through every live object once, newest first', () => {
    const seen: string[] = [];
    for (let more = true; more;) {
      const last = seen.at(-1);
      const page = read(last === undefined ? {} : { startingAfter: store().indexOf(last)! });
      seen.push(...page.data.map((customer) => customer.id));
      more = page.hasMore;
    }
    expect(seen).toEqual(ids);
    expect(new Set(seen).size).toBe(202);
  });

  it('walks backwards to the same objects', () => {
    const seen = [ids.at(-1)!];
    for (let more = true; more;) {
      const page = read({ endingBefore: store().indexOf(seen[0]!)! });
      seen.unshift(...page.data.map((customer) => customer.id));
      more = page.hasMore;
    }
    expect(seen).toEqual(ids);
  });

  it('splits into two halves at any second, also one that several objects share', () => {
    for (const second of [store().created(100), 1_000_000, 1_000_250]) {
      const newer = read({ limit: 1000, createdMin: second }).data;
      const older = read({ limit: 1000, createdMax: second - 1 }).data;
      expect([...newer, ...older].map((customer) => customer.id)).toEqual(ids);
    }
  });
});
