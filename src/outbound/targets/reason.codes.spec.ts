import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { REASON_CODES, reasonCode } from './reason.codes.js';

/** Where reasons are given: the push ports, and the sending of what they build. */
const FOLDERS = ['src/providers', 'src/outbound/planning', 'src/outbound/sending'];
const GIVEN = [
  /\b(?:skipped|waiting|dead)\(\s*'([a-z_]+)'/g,
  /\b(?:skipped|waiting|dead): '([a-z_]+)'/g,
  /\bkind: '(?:skipped|waiting|dead)', code: '([a-z_]+)'/g,
  /\b(?:const [A-Z_]+|reason) = \{\s*code: '([a-z_]+)'/g,
];
/** Why an operation has ended, which callers see with the operation. */
const OF_OPERATIONS = new Set(['absent', 'rebuilt', 'stale', 'exists']);

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|\/testing\//.test(file))
    .filter((file) => folder !== 'src/providers' || file.includes('/push/'))
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8')),
);

describe('The codes of reasons', () => {
  it('contain all that are given', () => {
    const given = new Set(
      sources.flatMap((text) => GIVEN.flatMap((code) => [...text.matchAll(code)].map(([, c]) => c!))),
    );
    expect(given.size).toBeGreaterThan(15);
    expect([...given].filter((code) => !OF_OPERATIONS.has(code) && reasonCode(code) === 'other')).toEqual([]);
  });

  it('are explained to users, each of them', () => {
    const text = readFileSync('docs/outbound.md', 'utf8');
    expect(REASON_CODES.filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
  });

  it('are shown as one of the list, whatever is stored', () => {
    expect(reasonCode('account')).toBe('account');
    expect(reasonCode('of_a_later_version')).toBe('other');
  });
});
