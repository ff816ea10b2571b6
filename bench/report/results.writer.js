import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RESULTS } from '../servers/paths.js';

/**
 * @param {object} results
 * @param {Date} startedAt
 * @returns {string} the file
 */
export function writeResults(results, startedAt) {
  mkdirSync(RESULTS, { recursive: true });
  const name = startedAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const file = join(RESULTS, `${name}.json`);
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  return file;
}
