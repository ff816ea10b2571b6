import { isDeepStrictEqual } from 'node:util';
import type { StreamResult } from '../report/demo.result.js';
import type { ComparedObject } from '../season/compared.object.js';
import type { Season } from '../season/season.js';
import { WriteLedger } from '../season/write.ledger.js';
import type { ConnectedProvider } from './connected.provider.js';

/** What is at the provider against what was pushed, by type; and, as `references`, that each was given to one object only. */
export async function comparePushed(
  season: Season,
  { plan, control, account }: ConnectedProvider,
): Promise<Record<string, StreamResult>> {
  const [found, ledger] = await Promise.all([
    plan.season.found(control, account.id),
    WriteLedger.of(control, account.id),
  ]);
  return { ...compareObjects(plan.season.expected(season), found), references: referencesOf(ledger) };
}

/** A second object of one key is `extra`. */
export function compareObjects(
  expected: readonly ComparedObject[],
  found: readonly ComparedObject[],
): Record<string, StreamResult> {
  const types = new Set([...expected, ...found].map(({ type }) => type));
  const ofType = (objects: readonly ComparedObject[], wanted: string) => objects.filter(({ type }) => type === wanted);
  return Object.fromEntries([...types].map((type) => [type, compare(ofType(expected, type), ofType(found, type))]));
}

function compare(expected: readonly ComparedObject[], found: readonly ComparedObject[]): StreamResult {
  const left = new Map(expected.map((one) => [one.key, one]));
  const result: StreamResult = {
    expected: expected.length,
    actual: found.length,
    missing: 0,
    extra: 0,
    different: 0,
    money: {},
  };
  for (const { key, content } of found) {
    const wanted = left.get(key);
    if (!wanted) result.extra += 1;
    else if (!isDeepStrictEqual(content, wanted.content)) result.different += 1;
    left.delete(key);
  }
  addUp(result.money, expected, 'expected');
  addUp(result.money, found, 'actual');
  return { ...result, missing: left.size };
}

function addUp(sums: StreamResult['money'], objects: readonly ComparedObject[], side: 'expected' | 'actual'): void {
  for (const { money } of objects) {
    if (money) (sums[money.currency] ??= { expected: 0, actual: 0 })[side] += money.amountMinor;
  }
}

/** By the provider's own log of what was written. A key that came with other bytes is `different`. */
function referencesOf(ledger: WriteLedger): StreamResult {
  const objects = [...ledger.objectsByReference().values()];
  const actual = objects.reduce((sum, { size }) => sum + size, 0);
  const expected = objects.length;
  const different = ledger.changedBytes().length;
  return { expected, actual, missing: 0, extra: actual - expected, different, money: {} };
}
