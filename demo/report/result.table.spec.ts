import { describe, expect, it } from '@jest/globals';
import { faultOf, type DemoResult, type StreamResult } from './demo.result.js';
import { pushTable, recordTable, webhookTable } from './result.table.js';

const stream = (part: Partial<StreamResult> = {}): StreamResult => ({
  expected: 1200,
  actual: 1200,
  missing: 0,
  extra: 0,
  different: 0,
  money: {},
  ...part,
});

const result = (part: Partial<StreamResult> = {}, arrived = 300): DemoResult => ({
  stripe: {
    streams: { customers: stream(), charges: stream(part) },
    webhooks: { expected: 300, arrived, done: 290, ignored: 10, dead: 0, duplicates: 71 },
    pushed: {},
  },
});

const money = { USD: { expected: 500, actual: 500 }, EUR: { expected: 70_000, actual: 70_000 } };

describe('recordTable', () => {
  it('has a line for each type, and one for all of them', () => {
    expect(recordTable(result({ money }))).toEqual([
      'provider  type       sandbox   here  difference  sum in minor units, the same in both',
      '────────  ─────────  ───────  ─────  ──────────  ────────────────────────────────────',
      'stripe    customers    1,200  1,200  none',
      '          charges      1,200  1,200  none        EUR 70,000 and USD',
      '          in all       2,400  2,400  none',
    ]);
  });

  it('says what is not the same', () => {
    const off = { ...money, USD: { expected: 500, actual: 350 } };
    expect(recordTable(result({ actual: 1199, missing: 1, different: 2, money: off }))[3]).toBe(
      '          charges      1,200  1,199  1 missing, 2 different, USD off by -150  EUR 70,000',
    );
  });
});

describe('webhookTable', () => {
  it('has the outcomes side by side', () => {
    expect(webhookTable(result())).toEqual([
      'webhooks  events  done  ignored  dead  duplicates',
      '────────  ──────  ────  ───────  ────  ──────────',
      'stripe       300   290       10     0          71',
    ]);
  });
});

describe('pushTable', () => {
  it('has a line for each type of object', () => {
    const { stripe } = result();
    const pushed = { prices: stream({ expected: 4, actual: 4, money: { USD: { expected: 5_000, actual: 5_000 } } }) };
    expect(pushTable({ stripe: { ...stripe!, pushed } })).toEqual([
      'pushed to  type    pushed  there  difference  sum in minor units, the same in both',
      '─────────  ──────  ──────  ─────  ──────────  ────────────────────────────────────',
      'stripe     prices       4      4  none        USD 5,000',
    ]);
  });
});

describe('faultOf', () => {
  it('finds nothing where everything arrived', () => {
    expect(faultOf(result({ money }))).toBeUndefined();
  });

  it.each([
    ['a missing record', result({ missing: 1 }), 'stripe charges: 1 missing'],
    ['a record too many', result({ extra: 2 }), 'stripe charges: 2 extra'],
    ['another content', result({ different: 3 }), 'stripe charges: 3 different'],
    ['a wrong sum', result({ money: { JPY: { expected: 5, actual: 6 } } }), 'stripe charges: JPY off by 1'],
    ['a lost event', result({}, 299), 'stripe webhooks: 299 of 300 events arrived'],
  ])('names %s', (_, given, fault) => {
    expect(faultOf(given)).toBe(fault);
  });

  it('names what was pushed and is not there', () => {
    const { stripe } = result();
    expect(faultOf({ stripe: { ...stripe!, pushed: { prices: stream({ missing: 1 }) } } })).toBe(
      'stripe pushed prices: 1 missing',
    );
  });
});
