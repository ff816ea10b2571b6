import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BuiltRequest, KnownObject } from '../../push.port.js';
import type { Json } from '../../provider.values.js';
import { chosenRules, intentOf, KEY, pushedPayment } from '../testing/pushed.builders.js';
import { bodyOf, decisionOf, pushPort } from '../testing/push.port.js';
import { posted } from '../testing/receipt.reading.js';
import type { QuickBooksPush } from './quickbooks.push.js';
import type { PushedLine, PushedPayment } from './quickbooks.pushed-items.js';

let push: QuickBooksPush;
beforeAll(() => {
  push = pushPort();
});

const CHOSEN: Readonly<Record<string, Json>> = { ticketItem: '22', tipItem: '23', feeItem: '24' };
const TICKETS: PushedLine = {
  description: 'S',
  quantity: 2,
  unitAmountMinor: 1_250,
  taxMinor: 200,
  ticketTypeId: 'standard',
};
const FEE: PushedLine = { type: 'fee', description: 'F', quantity: 1, unitAmountMinor: 200 };
const WITH_FEE: Partial<PushedPayment> = { amountMinor: 2_900, lines: [TICKETS, FEE] };

interface Choice {
  sale?: Readonly<Record<string, Json>>;
  decidedAt?: Date;
}

function build(
  payment: Partial<PushedPayment>,
  known: KnownObject | null = null,
  { sale = CHOSEN, decidedAt }: Choice = {},
): BuiltRequest {
  const rules = new Map(chosenRules({ sale }));
  if (decidedAt) rules.set('sale', { ...rules.get('sale')!, decidedAt });
  return push.build(intentOf('sale', [pushedPayment(payment)], { rules }), known, KEY);
}

/** As QuickBooks shows it: with the names of the items, of which those that the hub has made end with a reference. */
function postedAs(payment: Partial<PushedPayment>): KnownObject {
  const built = build(payment);
  const lines = bodyOf(built).Line as { SalesItemLineDetail: { ItemRef: { value: string; name?: string } } }[];
  for (const { SalesItemLineDetail: detail } of lines) {
    const { value } = detail.ItemRef;
    detail.ItemRef = { value, name: value.startsWith('I-') ? 'Standard [abcdef]' : `Item ${value}` };
  }
  return posted(built, { Line: lines });
}

describe('The lines of a posted document', () => {
  it.each<[string, Partial<PushedPayment>]>([
    ['another quantity', { lines: [{ ...TICKETS, quantity: 1, unitAmountMinor: 2_500 }] }],
    ['another type', { lines: [{ ...TICKETS, type: 'tip', ticketTypeId: null }] }],
    ['a fee in place of the tax', { taxMinor: 0, lines: [{ ...TICKETS, taxMinor: 0 }, FEE] }],
  ])('are for a person where the payment has %s', (_, payment) => {
    expect(decisionOf(build(payment, postedAs({})))).toBe('dead amount_changed');
  });

  it('are for a person where two lines have changed their amounts for each other', () => {
    const of = (ticket: number, fee: number): Partial<PushedPayment> => {
      const lines = [
        { ...TICKETS, quantity: 1, unitAmountMinor: ticket },
        { ...FEE, unitAmountMinor: fee },
      ];
      return { amountMinor: 2_700, taxMinor: 200, lines };
    };
    const before = postedAs(of(2_000, 500));
    expect(build(of(2_000, 500), before)).toEqual({ kind: 'nothing' });
    expect(decisionOf(build(of(500, 2_000), before))).toBe('dead amount_changed');
  });

  it.each([
    ['are still chosen', CHOSEN],
    ['are chosen no more', { ...CHOSEN, feeItem: '25' }],
  ])('stay where their items %s', (_, sale) => {
    expect(build(WITH_FEE, postedAs(WITH_FEE), { sale })).toEqual({ kind: 'nothing' });
  });

  it('are for a person where two ticket types of one price have changed places', () => {
    const of = (standard: number, vip: number): Partial<PushedPayment> => {
      const lines = [
        { ...TICKETS, quantity: standard, taxMinor: 0 },
        { ...TICKETS, quantity: vip, taxMinor: 0, ticketTypeId: 'vip' },
      ];
      return { amountMinor: 3_750, taxMinor: 0, lines };
    };
    const before = postedAs(of(1, 2));
    expect(build(of(1, 2), before)).toEqual({ kind: 'nothing' });
    expect(decisionOf(build(of(2, 1), before))).toBe('dead amount_changed');
  });

  it('stay where the items of two kinds of lines were chosen for each other since', () => {
    const of = (tip: number, fee: number): Partial<PushedPayment> => {
      const lines: PushedLine[] = [
        TICKETS,
        { type: 'tip', description: 'T', quantity: 1, unitAmountMinor: tip },
        { ...FEE, unitAmountMinor: fee },
      ];
      return { amountMinor: 3_200, lines };
    };
    const { object, ...known } = postedAs(of(300, 200));
    const before = { ...known, object: { ...object, MetaData: { CreateTime: '2026-06-30T00:00:00-07:00' } } };
    const sale = { ...CHOSEN, tipItem: CHOSEN.feeItem!, feeItem: CHOSEN.tipItem! };
    const since = { sale, decidedAt: new Date('2026-07-01T00:00:00Z') };
    expect(build(of(300, 200), before, since)).toEqual({ kind: 'nothing' });
    expect(decisionOf(build(of(400, 100), before, since))).toBe('dead amount_changed');
    // What was posted with the present choice says what its lines are for.
    const earlier = { sale, decidedAt: new Date('2026-06-29T00:00:00Z') };
    expect(decisionOf(build(of(300, 200), before, earlier))).toBe('dead amount_changed');
  });

  it('that somebody else has written are compared by their amounts', () => {
    const theirs = { ...postedAs({}), origin: 'adopted' as const };
    const { object } = theirs;
    for (const line of object!.Line as { SalesItemLineDetail: object }[]) line.SalesItemLineDetail = {};
    expect(decisionOf(build({}, theirs))).not.toBe('dead amount_changed');
  });
});
