import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

const OPERATIONS = readFileSync('docs/operations.md', 'utf8');
/** A row of the tables in docs/operations.md: "`name` type | `label label` |". */
const ROW = /^\| `(\w+)` (counter|gauge|histogram) +\| (?:`([\w ]+)`)? *\|/gm;

describe('docs/operations.md', () => {
  const { registry } = new Metrics();

  it('names every metric, those of Node.js too', () => {
    const names = registry.getMetricsAsArray().map(({ name }) => name);
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !OPERATIONS.includes(`\`${name}\``))).toEqual([]);
  });

  it('has the type and the labels of every metric of ours, and no metric that is gone', async () => {
    const ours = (await registry.getMetricsAsJSON()).filter(({ name }) => !/^(process|nodejs)_/.test(name));
    const labels = (name: string) => (registry.getSingleMetric(name) as unknown as { labelNames: string[] }).labelNames;
    const exported = ours.map(({ name, type }) => `${name} ${String(type)}: ${labels(name).join(' ')}`);
    const described = [...OPERATIONS.matchAll(ROW)].map(([, name, type, names = '']) => `${name} ${type}: ${names}`);
    expect(described.sort()).toEqual(exported.sort());
  });
});
