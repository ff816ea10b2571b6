import { describe, expect, it } from '@jest/globals';
import { seeded } from '../../../../test/support/seeded.random.js';
import { HeldBack } from './quickbooks.held-back.js';
import { amountOfLine, condensed, givenBack, paidLines, type Paid } from './quickbooks.paid-lines.js';
import type { PushedLine } from './quickbooks.pushed-items.js';

const random = seeded();

const totalOf = ({ lines, taxMinor }: Paid): bigint =>
  lines.reduce((sum, line) => sum + amountOfLine(line), 0n) + taxMinor;

const line = (more: Partial<PushedLine> = {}): PushedLine => ({
  description: 'Seat',
  quantity: 1,
  unitAmountMinor: 1_000,
  ...more,
});

function anyPayment() {
  const lines = Array.from({ length: 1 + random.integer(6) }, (_, at) =>
    line({
      type: 'ticket',
      description: `Line ${at}`,
      quantity: 1 + random.integer(5),
      unitAmountMinor: 100 + random.integer(100_000),
      taxMinor: random.integer(500),
      ticketTypeId: random.chance(2) ? `type-${random.integer(3)}` : null,
    }),
  );
  if (random.chance(2))
    lines.push(line({ type: 'discount', description: 'Discount', unitAmountMinor: -random.integer(100) }));
  const taxMinor = lines.reduce((sum, { taxMinor: tax }) => sum + (tax ?? 0), 0);
  const amountMinor = lines.reduce((sum, one) => sum + one.quantity * one.unitAmountMinor, taxMinor);
  return { lines, taxMinor, amountMinor };
}

describe('The lines of a payment', () => {
  it('are one for each ticket type and price', () => {
    const seats = [1, 2, 3].map((seat) => line({ description: `Seat ${seat}`, ticketTypeId: 'a' }));
    const { lines, taxMinor } = paidLines({
      amountMinor: 4_550,
      taxMinor: 50,
      lines: [...seats, line({ unitAmountMinor: 1_500, taxMinor: 50, ticketTypeId: 'a' })],
    });
    expect(taxMinor).toBe(50n);
    expect(lines.map(({ quantity, unitMinor, description }) => [quantity, unitMinor, description])).toEqual([
      [3n, 1_000n, 'Seat 1'],
      [1n, 1_500n, 'Seat'],
    ]);
  });

  it('are one line of tickets where none are given', () => {
    expect(paidLines({ amountMinor: 1_100, taxMinor: 100, lines: null })).toEqual({
      lines: [
        { type: 'ticket', description: 'Tickets', quantity: 1n, unitMinor: 1_000n, ticketTypeId: null, isTaxed: true },
      ],
      taxMinor: 100n,
    });
  });

  it.each([
    { amountMinor: 1_001, taxMinor: 0, lines: [line()] },
    { amountMinor: 1_000, taxMinor: 10, lines: [line()] },
  ])('must add up: %j', (payment) => {
    expect(() => paidLines(payment)).toThrow(HeldBack);
  });

  it('are fewer where a document has no room for all, and add up to the same', () => {
    const lines = paidLines({
      amountMinor: 6_000,
      lines: [1, 2, 3].map((price) => line({ unitAmountMinor: price * 1_000, ticketTypeId: 'a' })),
    }).lines;
    expect(condensed(lines, 3)).toBe(lines);
    expect(condensed(lines, 2)).toEqual([{ ...lines[0], quantity: 1n, unitMinor: 6_000n }]);
  });
});

describe('A refund', () => {
  it('of all has the lines of its sale', () => {
    const sale = {
      amountMinor: 2_700,
      taxMinor: 200,
      lines: [line({ quantity: 2, unitAmountMinor: 1_250, taxMinor: 200 })],
    };
    expect(givenBack({ amountMinor: 2_700 }, sale)).toEqual(paidLines(sale));
  });

  it('of a part is shared out by what was paid, with the tax', () => {
    const sale = {
      amountMinor: 1_000,
      taxMinor: 100,
      lines: [
        line({ unitAmountMinor: 600, taxMinor: 100, ticketTypeId: 'a' }),
        line({ unitAmountMinor: 300, ticketTypeId: 'b' }),
      ],
    };
    const { lines, taxMinor } = givenBack({ amountMinor: 333 }, sale);
    expect([...lines.map(({ unitMinor }) => unitMinor), taxMinor]).toEqual([200n, 100n, 33n]);
    const named = givenBack({ amountMinor: 300, taxMinor: 0 }, sale);
    expect([...named.lines.map(({ unitMinor }) => unitMinor), named.taxMinor]).toEqual([200n, 100n, 0n]);
  });

  it('adds up to its amount, whatever is given back of whatever was sold', () => {
    for (let n = 0; n < 2_000; n++) {
      const sale = anyPayment();
      const amountMinor = 1 + random.integer(sale.amountMinor);
      expect(totalOf(paidLines(sale))).toBe(BigInt(sale.amountMinor));
      const back = givenBack({ amountMinor }, sale);
      expect(totalOf(back)).toBe(BigInt(amountMinor));
      expect(totalOf({ ...back, lines: condensed(back.lines, 1) })).toBe(BigInt(amountMinor));
    }
  });
});
