import { describe, expect, it } from '@jest/globals';
import { faultsOf } from '../report/demo.result.js';
import type { ComparedObject } from '../season/compared.object.js';
import { DEMO_SEASON, EverySecond } from '../season/season.plan.js';
import { Season } from '../season/season.js';
import { mailchimpSeason } from '../season/mailchimp.season.js';
import { compareObjects } from './push-comparison.step.js';

const sale = (key: string, charge: string | null = null, amountMinor = 2_500): ComparedObject => ({
  type: 'sales_receipts',
  key,
  content: { charge },
  money: { currency: 'EUR', amountMinor },
});
const PUSHED = [sale('ord-1'), sale('ord-2', 'ch_2')];

function faults(...found: ComparedObject[]): string[] {
  return faultsOf(compareObjects(PUSHED, found).sales_receipts!);
}

describe('what is at a provider', () => {
  it('is what was pushed', () => {
    expect(faults(sale('ord-2', 'ch_2'), sale('ord-1'))).toEqual([]);
    expect(compareObjects(PUSHED, PUSHED).sales_receipts).toMatchObject({
      expected: 2,
      actual: 2,
      money: { EUR: { expected: 5_000, actual: 5_000 } },
    });
  });

  it.each([
    ['not there', [sale('ord-1')], ['1 missing', 'EUR off by -2500']],
    ['there twice', [...PUSHED, sale('ord-1')], ['1 extra', 'EUR off by 2500']],
    ['not pushed', [...PUSHED, sale('ord-3', null, 0)], ['1 extra']],
    ['of an older version', [sale('ord-1'), sale('ord-2')], ['1 different']],
    ['of another amount', [sale('ord-1', null, 2_499), sale('ord-2', 'ch_2')], ['EUR off by -1']],
  ])('is reported if an object is %s', (_, found, expected) => {
    expect(faults(...found)).toEqual(expected);
  });
});

describe('a season', () => {
  const season = new Season(
    { events: 2, contacts: 10, tickets: 20, payments: 4, refunds: 2 },
    new EverySecond(),
    DEMO_SEASON,
  );
  const rounds = [1, 2].map((version) => [...season.round(version)]);

  it('is pushed as a whole, and then in part', () => {
    const counts = rounds.map((calls) => calls.map(({ entity, items }) => [entity, items.length]));
    expect(Object.fromEntries(counts[0]!)).toEqual({ events: 2, contacts: 10, tickets: 20, payments: 6 });
    expect(Object.fromEntries(counts[1]!)).toEqual({ events: 1, contacts: 5, tickets: 10, payments: 2 });
    expect(new Set(season.items('payments').map(({ currency }) => currency))).toEqual(new Set(['USD', 'EUR']));
  });

  it('ends with people who have stayed, who have left, and who have never consented', () => {
    const members = mailchimpSeason.expected(season).map(({ content }) => (content as { status: string }).status);
    expect([members.length, new Set(members)]).toEqual([8, new Set(['subscribed', 'unsubscribed'])]);
  });
});
