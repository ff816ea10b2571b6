import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const NAMES = /stripe|square|mailchimp|mandrill|quickbooks|intuit/i;
/** Where a vendor may be named, as docs/design.md has it. */
const ALLOWED = [/^src\/providers\/(stripe|square|mailchimp|quickbooks)\//, /^src\/providers\/providers\.list\.ts$/];
/** Specs need an example. */
const SPECS = /\.spec\.ts$|\/testing\//;

describe('A vendor is named', () => {
  it('in its own folder and in the list of providers, and nowhere else', async () => {
    const files = (await readdir('src', { recursive: true })).map((name) => join('src', name)).filter(isSource);
    expect(files.length).toBeGreaterThan(200);
    const found: string[] = [];
    for (const file of files) {
      const lines = (await readFile(file, 'utf8')).split('\n');
      lines.forEach((line, at) => NAMES.test(line) && found.push(`${file}:${at + 1}: ${line.trim()}`));
      if (NAMES.test(file)) found.push(file);
    }
    expect(found).toEqual([]);
  });

  it('in places that would be found, if they were not allowed', async () => {
    expect(await readFile('src/providers/providers.list.ts', 'utf8')).toMatch(NAMES);
  });
});

function isSource(file: string): boolean {
  return file.endsWith('.ts') && !SPECS.test(file) && !ALLOWED.some((allowed) => allowed.test(file));
}
