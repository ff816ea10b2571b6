import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BuiltRequest, KnownObject, PushIntent } from '../../push.port.js';
import {
  chosenRules,
  FACTS,
  intentOf,
  KEY,
  pushedEvent,
  pushedPayment,
  pushedRefund,
} from '../testing/pushed.builders.js';
import { bodyOf, decisionOf, pushPort, requestIn } from '../testing/push.port.js';
import { linesOf, posted } from '../testing/receipt.reading.js';
import type { QuickBooksPush } from './quickbooks.push.js';
import type { PushedPayment } from './quickbooks.pushed-items.js';

let push: QuickBooksPush;
beforeAll(() => {
  push = pushPort();
});

const AS_LINE = chosenRules();
const TOLD = chosenRules({ sale: { tax: 'override' } });

const sale = (
  payment: Partial<PushedPayment> = {},
  more: Partial<PushIntent> = { rules: TOLD },
  known: KnownObject | null = null,
) => push.build(intentOf('sale', [pushedPayment(payment)], more), known, KEY);
const refund = (payment: Partial<PushedPayment> = {}, related = [pushedEvent(), pushedPayment()]) =>
  push.build(intentOf('refund', [pushedRefund(payment)], { rules: TOLD, related }), null, KEY);

const codesOf = (built: BuiltRequest) =>
  (bodyOf(built).Line as { SalesItemLineDetail: { TaxCodeRef: { value: string } } }[]).map(
    ({ SalesItemLineDetail: { TaxCodeRef } }) => TaxCodeRef.value,
  );
const seat = { description: 'Seat', quantity: 1, unitAmountMinor: 1_000, ticketTypeId: 'standard' };

describe('A tax that is told', () => {
  it('is no line, but the tax of the lines, and the total is what was paid', () => {
    const built = sale();
    expect(linesOf(built)).toEqual([['I-standard', 2, 12.5, 25]]);
    expect(codesOf(built)).toEqual(['TAX']);
    expect(bodyOf(built).TxnTaxDetail).toEqual({ TotalTax: 2 });
    expect(requestIn(built).expects?.total).toBe('27');
    const untouched = sale({}, { rules: chosenRules({ sale: { tax: 'override', taxItem: null } }) });
    expect(requestIn(untouched).body.equals(requestIn(built).body)).toBe(true);
  });

  it('is exact in the decimals of its currency', () => {
    const inDinars = { eventId: null, currency: 'KWD', lines: null, amountMinor: 90_071, taxMinor: 8_123 };
    expect(requestIn(sale(inDinars)).body.toString()).toContain('"TxnTaxDetail":{"TotalTax":8.123}');
    const inYen = { ...inDinars, currency: 'JPY' };
    expect(requestIn(sale(inYen)).body.toString()).toContain('"TxnTaxDetail":{"TotalTax":8123}');
  });

  it('is that of the lines which it was paid for', () => {
    const tip = { type: 'fee' as const, description: 'Fee', quantity: 1, unitAmountMinor: 500 };
    const built = sale({ amountMinor: 1_580, taxMinor: 80, lines: [{ ...seat, taxMinor: 80 }, tip] });
    expect(codesOf(built)).toEqual(['TAX', 'NON']);
    expect(codesOf(sale({ amountMinor: 1_500, taxMinor: 0, lines: [seat, tip] }))).toEqual(['NON', 'NON']);
    expect(codesOf(sale({ lines: null }))).toEqual(['TAX']);
  });

  it('is given back as it was paid', () => {
    const part = refund();
    expect(linesOf(part)).toEqual([['I-standard', 1, 8.33, 8.33]]);
    expect([codesOf(part), bodyOf(part).TxnTaxDetail]).toEqual([['TAX'], { TotalTax: 0.67 }]);
    expect(requestIn(part).expects?.total).toBe('9');
    expect(bodyOf(refund({ amountMinor: 2_700 })).TxnTaxDetail).toEqual({ TotalTax: 2 });
  });

  it('is a line where nothing else is given back', () => {
    const built = refund({ amountMinor: 200, taxMinor: 200 });
    expect([linesOf(built), codesOf(built)]).toEqual([[['20', 1, 2, 2]], ['NON']]);
    expect(bodyOf(built).TxnTaxDetail).toEqual({ TotalTax: 0 });
  });

  it('waits where the company has no automated tax, and nothing else does', () => {
    const facts = { ...FACTS, automatedTax: false };
    expect(decisionOf(sale({}, { facts, rules: TOLD }))).toBe('waiting account');
    expect(decisionOf(sale({}, { facts, rules: AS_LINE }))).toBe('request');
    expect(sale({}, { facts, rules: TOLD }, posted(sale()))).toEqual({ kind: 'nothing' });
  });

  it('is not moved to or from a line of a document that is posted', () => {
    expect(sale({}, { rules: AS_LINE }, posted(sale()))).toEqual({ kind: 'nothing' });
    expect(sale({}, { rules: TOLD }, posted(sale({}, { rules: AS_LINE })))).toEqual({ kind: 'nothing' });
    const taxed = { amountMinor: 2_500, lines: [{ ...seat, quantity: 2, taxMinor: 500 }], taxMinor: 500 };
    const free = { amountMinor: 2_500, lines: [{ ...seat, quantity: 2, unitAmountMinor: 1_250 }], taxMinor: 0 };
    for (const rules of [AS_LINE, TOLD]) {
      expect(decisionOf(sale(free, { rules }, posted(sale(taxed, { rules }))))).toBe('dead amount_changed');
      expect(decisionOf(sale(taxed, { rules }, posted(sale(free, { rules }))))).toBe('dead amount_changed');
    }
  });
});
