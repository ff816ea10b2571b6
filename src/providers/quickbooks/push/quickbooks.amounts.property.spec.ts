import { beforeAll, describe, expect, it } from '@jest/globals';
import { seeded } from '../../../../test/support/seeded.random.js';
import { parseExact } from '../../../common/exact-json.js';
import { exponentOf } from '../../kit/currency.js';
import { add, exactDecimal, multiply, unitsAt, type Decimal } from '../../kit/decimal.js';
import { ISO_EXPONENTS } from '../../kit/iso.currencies.js';
import { intentOf, KEY, pushedPayment } from '../testing/pushed.builders.js';
import { decisionOf, pushPort } from '../testing/push.port.js';
import type { QuickBooksPush } from './quickbooks.push.js';

const random = seeded();
const LARGEST = Number.MAX_SAFE_INTEGER;
const WHOLE_DIGITS = 10;
const AMOUNTS = 4_000;
const ZERO: Decimal = { units: 0n, scale: 0 };

let push: QuickBooksPush;
beforeAll(() => {
  push = pushPort();
});

interface Line {
  Amount: unknown;
  SalesItemLineDetail: { Qty: unknown; UnitPrice: unknown };
}

const build = (amountMinor: number, currency: string, quantity = 1) => {
  const tax = amountMinor % quantity;
  const lines = [{ description: 'Seat', quantity, unitAmountMinor: (amountMinor - tax) / quantity, taxMinor: tax }];
  return push.build(
    intentOf('sale', [pushedPayment({ eventId: null, amountMinor, taxMinor: tax, currency, lines })]),
    null,
    KEY,
  );
};

/** Of every size in every currency; the largest of each among them. */
function amounts(): { currency: string; amountMinor: number; quantity: number }[] {
  const currencies = [...ISO_EXPONENTS.keys()];
  return Array.from({ length: AMOUNTS }, (_, index) => {
    const size = 2 ** random.integer(53);
    const amountMinor = index < currencies.length ? LARGEST : size + random.integer(Math.min(size, 2 ** 31));
    return { currency: currencies[index % currencies.length]!, amountMinor, quantity: 1 + random.integer(20) };
  });
}

describe('Amounts of sales receipts', () => {
  it('are exact in all their digits, or refused by name', () => {
    let exact = 0;
    for (const { currency, amountMinor, quantity } of amounts()) {
      const built = build(amountMinor, currency, quantity);
      const scale = exponentOf(currency)!;
      if (built.kind !== 'request') {
        const isTooLarge = BigInt(amountMinor) >= 10n ** BigInt(WHOLE_DIGITS + scale);
        expect([currency, amountMinor, decisionOf(built)]).toEqual([
          currency,
          amountMinor,
          scale > 3 ? 'dead currency_unknown' : isTooLarge ? 'dead amount_out_of_range' : 'request',
        ]);
        continue;
      }
      exact += 1;
      const { Line: lines } = parseExact(built.request.body.toString()) as { Line: Line[] };
      const parts = lines.map(({ Amount, SalesItemLineDetail: { Qty, UnitPrice } }) => {
        const product = multiply(exactDecimal(Qty)!, exactDecimal(UnitPrice)!);
        expect(unitsAt(product, 6)).toBe(unitsAt(exactDecimal(Amount)!, 6));
        return exactDecimal(Amount)!;
      });
      expect(unitsAt(parts.reduce(add, ZERO), scale)).toBe(BigInt(amountMinor));
      expect(unitsAt(exactDecimal(built.request.expects!.total)!, scale)).toBe(BigInt(amountMinor));
    }
    expect(exact).toBeGreaterThan(AMOUNTS / 2);
  });

  it.each<[number, string, string]>([
    [999_999_999_999, 'USD', '9999999999.99'],
    [9_999_999_999_999, 'KWD', '9999999999.999'],
    [9_999_999_999, 'JPY', '9999999999'],
  ])('%d %s are the largest', (amountMinor, currency, text) => {
    const built = build(amountMinor, currency);
    expect(built.kind === 'request' && built.request.body.toString()).toContain(`"Amount":${text},`);
    expect(decisionOf(build(amountMinor + 1, currency))).toBe('dead amount_out_of_range');
  });
});
