import { faultsOf, type DemoResult, type StreamResult } from './demo.result.js';
import { count } from './number.format.js';
import { textTable, type Column } from './text.table.js';

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });

const RECORD_COLUMNS = [left('provider'), left('type'), right('sandbox'), right('here'), left('difference')];
const SUM = 'sum in minor units, the same in both';
const WEBHOOK_COLUMNS = ['done', 'ignored', 'dead', 'duplicates'] as const;

/** Records by provider and type. */
export function recordTable(result: DemoResult): string[] {
  const columns = [...RECORD_COLUMNS, left(SUM)];
  const rows = Object.entries(result).flatMap(([provider, { streams }]) => {
    const entries = Object.entries(streams);
    const sum = (of: (one: StreamResult) => number) => count(entries.reduce((total, [, one]) => total + of(one), 0));
    const faulty = entries.filter(([, one]) => faultsOf(one).length > 0).length;
    return [
      ...entries.map(([stream, one], i) => [i === 0 ? provider : '', stream, ...cells(one)]),
      ['', 'in all', sum((one) => one.expected), sum((one) => one.actual), faulty > 0 ? `${faulty} types` : 'none'],
    ];
  });
  return textTable(columns, rows);
}

/** Objects that came of what was pushed, by provider and type. */
export function pushTable(result: DemoResult): string[] {
  const columns = [left('pushed to'), left('type'), right('pushed'), right('there'), left('difference'), left(SUM)];
  const rows = Object.entries(result).flatMap(([provider, { pushed }]) =>
    Object.entries(pushed).map(([type, one], i) => [i === 0 ? provider : '', type, ...cells(one)]),
  );
  return textTable(columns, rows);
}

/** Webhooks by provider and outcome. */
export function webhookTable(result: DemoResult): string[] {
  const columns = [left('webhooks'), right('events'), ...WEBHOOK_COLUMNS.map(right)];
  const rows = Object.entries(result).map(([provider, { webhooks }]) => [
    provider,
    count(webhooks.arrived),
    ...WEBHOOK_COLUMNS.map((outcome) => count(webhooks[outcome])),
  ]);
  return textTable(columns, rows);
}

function cells(one: StreamResult): string[] {
  const faults = faultsOf(one);
  return [count(one.expected), count(one.actual), faults.length > 0 ? faults.join(', ') : 'none', sums(one)];
}

/** The largest, and how many more agree. */
function sums({ money }: StreamResult): string {
  const same = Object.entries(money)
    .filter(([, { expected, actual }]) => expected === actual)
    .sort(([, a], [, b]) => Math.abs(b.actual) - Math.abs(a.actual));
  const [largest, ...others] = same;
  if (!largest) return '';
  const more = others.length > 0 ? ` and ${others.map(([currency]) => currency).join(', ')}` : '';
  return `${largest[0]} ${count(largest[1].actual)}${more}`;
}
