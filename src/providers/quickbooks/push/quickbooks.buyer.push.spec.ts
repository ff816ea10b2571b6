import { beforeAll, describe, expect, it } from '@jest/globals';
import type { KnownObject, PushedItem, PushIntent } from '../../push.port.js';
import {
  chosenRules,
  FACTS,
  intentOf,
  KEY,
  pushedPayment,
  pushedRefund,
  REFERENCE,
} from '../testing/pushed.builders.js';
import { bodyOf, decisionOf, pushPort, requestIn } from '../testing/push.port.js';
import type { QuickBooksPush } from './quickbooks.push.js';
import type { PushedPayment } from './quickbooks.pushed-items.js';

const key = { target: 'buyer_customer', subject: 'usr_9', part: 'USD' };
const KNOWN: KnownObject = { externalId: '9', externalVersion: '2', object: null, origin: 'created' };
const ADA = { id: 'usr_9', email: 'ada@example.org', name: 'Ada Example' };
const NEUTRAL = { DisplayName: 'Buyer [abcdefghij]', PrintOnCheckName: 'Buyer [abcdefghij]' };
const rules = chosenRules({ sale: { customer: 'buyer' } });

let push: QuickBooksPush;
beforeAll(() => {
  push = pushPort();
});

const bought = (customer: PushedPayment['customer'], version = 1, more: Partial<PushedPayment> = {}): PushedItem => ({
  ...pushedPayment({ id: `payment-${version}`, customer, ...more }),
  version,
});
const build = (items: readonly PushedItem[], more: Partial<PushIntent> = {}, known: KnownObject | null = null) =>
  push.build({ ...intentOf(key.target, items, { rules, ...more }), ...key }, known, KEY);
const named = (customer: PushedPayment['customer']) => {
  const { DisplayName, PrimaryEmailAddr } = bodyOf(build([bought(customer)]));
  return [DisplayName, (PrimaryEmailAddr as { Address: string } | undefined)?.Address];
};

describe('The customer of a buyer', () => {
  it('has the name with our reference, and the address of the buyer', () => {
    expect(bodyOf(build([bought(ADA)]))).toEqual({
      DisplayName: 'Ada Example [abcdefghij]',
      PrintOnCheckName: 'Ada Example [abcdefghij]',
      PrimaryEmailAddr: { Address: 'ada@example.org' },
      Notes: `hub:${REFERENCE} usr_9`,
      CurrencyRef: { value: 'USD' },
    });
  });

  it.each([
    ['A:d\ta\n  Example', 'A d a Example [abcdefghij]'],
    ['x'.repeat(200), `${'x'.repeat(87)} [abcdefghij]`],
    [`${'x'.repeat(86)}🎟`, `${'x'.repeat(86)} [abcdefghij]`],
    [' ', 'Buyer [abcdefghij]'],
    [null, 'Buyer [abcdefghij]'],
  ])('has a name that QuickBooks takes: %j', (name, expected) => {
    expect(named({ ...ADA, name })[0]).toBe(expected);
  });

  it.each([`${'x'.repeat(89)}@example.org`, '"a b"@example.org', 'a(b)@example.org'])(
    'is told no address that QuickBooks does not take: %s',
    (email) => {
      expect(named({ ...ADA, email })).toEqual(['Ada Example [abcdefghij]', undefined]);
    },
  );

  it('says what the newest payment says, in whatever order they come', () => {
    const items = [
      bought({ ...ADA, name: 'Ada King', email: 'king@example.org' }, 7),
      bought(ADA, 3),
      bought({ id: 'usr_9', email: 'new@example.org' }, 9),
    ];
    for (const order of [items, items.toReversed()]) {
      expect(bodyOf(build(order))).toMatchObject({
        DisplayName: 'Ada King [abcdefghij]',
        PrimaryEmailAddr: { Address: 'new@example.org' },
      });
    }
  });

  it('follows by its version there, and leaves what else is in it', () => {
    const request = requestIn(build([bought(ADA)], {}, KNOWN));
    expect(JSON.parse(request.body.toString())).toEqual({
      Id: '9',
      SyncToken: '2',
      sparse: true,
      DisplayName: 'Ada Example [abcdefghij]',
      PrintOnCheckName: 'Ada Example [abcdefghij]',
      PrimaryEmailAddr: { Address: 'ada@example.org' },
    });
    expect(request.content).toBe(requestIn(build([bought(ADA)])).content);
  });

  it('of somebody who is to be forgotten keeps only our reference', () => {
    const forgotten = { isForgotten: true as const };
    const request = requestIn(build([bought(ADA)], forgotten, KNOWN));
    expect(JSON.parse(request.body.toString())).toEqual({
      Id: '9',
      SyncToken: '2',
      sparse: false,
      ...NEUTRAL,
      Notes: `hub:${REFERENCE} usr_9`,
      CurrencyRef: { value: 'USD' },
      Active: true,
    });
    // A later payment changes nothing, whatever it says, and makes no customer with a name.
    expect(requestIn(build([bought({ ...ADA, name: 'Ada King' }, 9)], forgotten, KNOWN)).content).toBe(request.content);
    const made = requestIn(build([bought(ADA)], forgotten));
    expect([made.kind, made.content]).toEqual(['create', request.content]);
    expect(made.body.toString()).not.toMatch(/ada/i);
    // Without the person it says something else than a name that was never known.
    expect(requestIn(build([bought({ id: 'usr_9', email: '' })], {}, KNOWN)).content).not.toBe(request.content);
  });

  it('loses its name when no payment says any more who it was, and not when another customer is chosen', () => {
    const left = (customer: PushedPayment['customer']) => ({ former: [bought(customer)] });
    expect(bodyOf(build([], left(null), KNOWN))).toMatchObject({ ...NEUTRAL, sparse: false });
    expect(bodyOf(build([], left({ ...ADA, id: 'usr_10' }), KNOWN))).toMatchObject(NEUTRAL);
    expect(decisionOf(build([], left(ADA), KNOWN))).toBe('nothing');
    // What is gone by then is not made again.
    expect(decisionOf(build([], left(null)))).toBe('nothing');
    expect(bodyOf(build([], { ...left(ADA), isForgotten: true }, KNOWN))).toMatchObject(NEUTRAL);
  });

  const test = { test: true };
  it.each<[string, () => ReturnType<typeof build>, string]>([
    ['of a payment that is not completed', () => build([bought(ADA, 1, { status: 'pending' })]), 'skipped status'],
    ['of payments in test mode', () => build([bought(ADA, 1, test), bought(ADA, 2, test)]), 'skipped test'],
    ['of one payment that is posted', () => build([bought(ADA, 1, test), bought(ADA, 2)]), 'request'],
    ['of a refund alone', () => build([pushedRefund({ customer: ADA })]), 'request'],
    ['of somebody else', () => build([bought(ADA)], { isForgotten: true }, { ...KNOWN, origin: 'adopted' }), 'nothing'],
    [
      'that was made inactive',
      () => build([bought(ADA)], {}, { ...KNOWN, object: { Id: '9', Active: false } }),
      'waiting account_missing',
    ],
    [
      'that was made inactive, of somebody who is to be forgotten',
      () => build([bought(ADA)], { isForgotten: true }, { ...KNOWN, object: { Id: '9', Active: false } }),
      'request',
    ],
    [
      'in a currency that the company does not keep',
      () => build([bought(ADA)], { facts: { ...FACTS, multicurrency: false, homeCurrency: 'EUR' } }),
      'waiting currency_not_enabled',
    ],
  ])('%s', (_, built, expected) => {
    expect(decisionOf(built())).toBe(expected);
  });
});

it('A buyer is not named by the reason for which the customer waits', () => {
  const object = { Id: '9', DisplayName: 'Ada Example [abcdefghij]', Active: false };
  expect(build([bought(ADA)], {}, { ...KNOWN, object })).toEqual({
    kind: 'waiting',
    code: 'account_missing',
    message: '"9" was made inactive in QuickBooks: make it active again there',
  });
});

describe('A document', () => {
  const links = new Map([
    ...intentOf('sale', []).links,
    ['["buyer_customer","usr_9","USD"]', 'C-9'],
    ['["sale","payment-1",""]', '70'],
  ]);
  const customerOf = (target: string, item: PushedItem, more: Partial<PushIntent> = {}) => {
    const built = push.build(intentOf(target, [item], { rules, links, ...more }), null, KEY);
    return built.kind === 'request' ? bodyOf(built).CustomerRef : decisionOf(built);
  };

  it('names its buyer, waits for it, and names that of its event where it does not say whom', () => {
    expect(customerOf('sale', pushedPayment({ customer: ADA }))).toEqual({ value: 'C-9' });
    expect(customerOf('sale', pushedPayment())).toEqual({ value: 'C-USD' });
    expect(customerOf('sale', pushedPayment({ customer: { ...ADA, id: 'usr_10' } }))).toBe('waiting dependency');
  });

  it('of a refund names the buyer of its sale, if that has a customer in the currency', () => {
    const { related } = intentOf('refund', []);
    const ofSale = (sale: Partial<PushedPayment>) =>
      customerOf('refund', pushedRefund(), { related: [...related, pushedPayment({ customer: ADA, ...sale })] });
    expect(ofSale({})).toEqual({ value: 'C-9' });
    expect(ofSale({ currency: 'EUR' })).toEqual({ value: 'C-USD' });
    expect(ofSale({ status: 'failed' })).toEqual({ value: 'C-USD' });
    expect(customerOf('refund', pushedRefund({ customer: ADA }))).toEqual({ value: 'C-9' });
  });
});
