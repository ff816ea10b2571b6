import { beforeAll, describe, expect, it } from '@jest/globals';
import type { KnownObject, PushIntent } from '../../push.port.js';
import { chosenRules, intentOf, KEY, pushedEvent, pushedPayment, pushedRefund } from '../testing/pushed.builders.js';
import { bodyOf, decisionOf, pushPort, requestIn } from '../testing/push.port.js';
import { linesOf, posted } from '../testing/receipt.reading.js';
import type { QuickBooksPush } from './quickbooks.push.js';
import type { PushedPayment } from './quickbooks.pushed-items.js';

let push: QuickBooksPush;
beforeAll(() => {
  push = pushPort();
});

describe('A refund receipt', () => {
  const refund = (
    more: Partial<PushedPayment> = {},
    intent: Partial<PushIntent> = {},
    known: KnownObject | null = null,
  ) =>
    push.build(
      intentOf('refund', [pushedRefund(more)], { related: [pushedEvent(), pushedPayment()], ...intent }),
      known,
      KEY,
    );

  it('gives back a share of each line, and of the tax', () => {
    const built = refund();
    expect(linesOf(built)).toEqual([
      ['I-standard', 1, 8.33, 8.33],
      ['20', 1, 0.67, 0.67],
    ]);
    expect(bodyOf(built)).toMatchObject({ TxnDate: '2026-07-01', DepositToAccountRef: { value: '10' } });
    expect(requestIn(built)).toMatchObject({
      path: expect.stringMatching(/^\/refundreceipt\?/) as unknown,
      expects: { total: '9' },
    });
  });

  it('of all has the lines of its sale', () => {
    expect(linesOf(refund({ amountMinor: 2_700 }))).toEqual(
      linesOf(push.build(intentOf('sale', [pushedPayment()]), null, KEY)),
    );
  });

  it('without its sale is of tickets, and says so', () => {
    const orphan = refund({}, { related: [pushedEvent()] });
    expect(linesOf(orphan)).toEqual([['22', 1, 9, 9]]);
    expect(bodyOf(orphan).PrivateNote).toContain('not known here');
  });

  it('that names no event is of that of its sale: its customer, and its day there', () => {
    const late = { eventId: null, occurredAt: '2026-07-02T02:00:00Z' };
    const body = bodyOf(refund(late));
    expect(body).toMatchObject({ TxnDate: '2026-07-01', CustomerRef: { value: 'C-USD' } });
    const sale = [pushedPayment()];
    const rules = chosenRules();
    expect(push.reads([pushedRefund(late)], sale, rules)).toEqual([{ entity: 'events', platformId: 'event-1' }]);
    expect(push.reads([pushedRefund()], sale, rules)).toEqual([]);
    expect(push.reads([pushedRefund(late)], [], rules)).toEqual([]);
    expect(push.reads(sale, [], rules)).toEqual([]);
  });

  it('waits for the event of its sale where only that says the venue of its customer', () => {
    const late = [pushedRefund({ eventId: null })];
    const rules = chosenRules({ sale: { customer: 'venue' } });
    const awaited = { entity: 'events', platformId: 'event-1', isAwaited: true };
    expect(push.reads(late, [pushedPayment()], rules)).toEqual([awaited]);
    const named = { entity: 'events', platformId: 'event-1' };
    expect(push.reads(late, [pushedPayment({ venueId: 'venue-9' })], rules)).toEqual([named]);
    expect(decisionOf(refund({}, { rules, related: [pushedPayment()] }))).toBe('waiting dependency');
    const links = new Map([...intentOf('refund', []).links, ['["venue_customer","venue-9","USD"]', 'C-9']]);
    const ofSale = refund({}, { rules, links, related: [pushedEvent(), pushedPayment({ venueId: 'venue-9' })] });
    expect(bodyOf(ofSale).CustomerRef).toEqual({ value: 'C-9' });
  });

  it('that was posted before its sale was known keeps its lines when the sale becomes known', () => {
    const orphan = refund({}, { related: [pushedEvent()] });
    expect(refund({}, {}, posted(orphan))).toEqual({ kind: 'nothing' });
    const edited = posted(orphan, { Line: [{ DetailType: 'SalesItemLineDetail', Amount: 4 }] });
    expect(decisionOf(refund({}, {}, edited))).toBe('dead amount_changed');
  });

  it('that was posted stays when the refund fails: a journal entry takes it back', () => {
    expect(refund({ status: 'failed' }, {}, posted(refund()))).toEqual({ kind: 'nothing' });
    expect(decisionOf(refund({ status: 'failed' }))).toBe('skipped status');
  });
});
