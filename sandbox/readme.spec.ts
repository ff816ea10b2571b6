import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const README = readFileSync('sandbox/README.md', 'utf8');
const COMMON = ['account', 'world'].map((name) => `sandbox/common/${name}.control.ts`);
const VENDORS = ['Stripe', 'Square', 'Mailchimp', 'QuickBooks'];

/** What stands under a heading, up to the next one of the same level. */
const section = (heading: string) => README.split(`\n${heading}\n`)[1]?.split(/\n## /)[0] ?? '';

const pathOf = (call: string) =>
  call.replace(
    /^(GET|POST) (counts|sums|objects|mutate|update|create|delete|audit|void|merge|plan|spoil|transactional|settings|references|person|mails|skus)$/,
    '$1 accounts/:id/$2',
  );

/** Calls by the keys of the tables that the router takes. */
function callsIn(file: string): string[] {
  const keys = readFileSync(file, 'utf8').matchAll(/^ {4}'((?:GET|POST|DELETE) [^']+)': /gm);
  return [...keys].map(([, call = '']) => pathOf(call));
}

const isNamed = (text: string) => (call: string) =>
  text.includes(`\`${call}\``) || text.includes(`\`${call}/:stream\``);

describe('sandbox/README.md', () => {
  it('names the control calls of every vendor', () => {
    const calls = COMMON.flatMap(callsIn);
    expect(calls.length).toBeGreaterThan(15);
    expect(calls.filter((call) => !isNamed(section('### Of every vendor'))(call))).toEqual([]);
  });

  it.each(VENDORS)('names the control calls of %s', (vendor) => {
    const name = vendor.toLowerCase();
    const calls = callsIn(`sandbox/${name}/control/${name}.control.ts`);
    expect(calls.length).toBeGreaterThan(5);
    const text = `${section('### Of every vendor')}${section(`## ${vendor}`)}`;
    expect(calls.filter((call) => !isNamed(text)(call))).toEqual([]);
  });

  it('names every fault', () => {
    const source = readFileSync('sandbox/common/fault.registry.ts', 'utf8');
    const kinds = [...(source.split('] as const')[0] ?? '').matchAll(/'(\w+)'/g)].map(([, kind]) => kind);
    expect(kinds.length).toBeGreaterThan(10);
    expect(kinds.filter((kind) => !section('### Faults').includes(`\`${kind}\``))).toEqual([]);
  });
});
