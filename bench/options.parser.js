import { parseArgs } from 'node:util';
import { join, resolve } from 'node:path';
import { ROOT } from './servers/paths.js';

export const PARTS = /** @type {const} */ (['a', 'b1', 'b2', 'c', 'd', 'e', 'f']);

export const USAGE = `npm run bench -- [options]
  --only a,b1,...,f    parts to run (all): a, b1, b2, c, d, e, f
  --rounds 3           rounds of each comparison; figures are medians
  --rounds-b2 1        rounds of b2, whose slow side takes most of a minute
  --quick              small sizes, one round: checks that it works, its figures mean little
  --dist <folder>      a build other than ./dist
  --keep               leave the data folder behind
  --cpu-prof <folder>  profile the service (adds some load to it)`;

/**
 * @typedef {object} Options
 * @property {readonly string[]} only
 * @property {number} rounds
 * @property {number} limitsRounds
 * @property {boolean} quick
 * @property {string} dist
 * @property {boolean} keep
 * @property {string} [profileDir]
 * @property {Sizes} sizes
 */

/**
 * @typedef {object} Sizes
 * @property {number} connections
 * @property {number} warmUpSeconds
 * @property {number} loadSeconds
 * @property {number} backfill customers in b1 and c
 * @property {number} limited objects of each of four types in b2
 * @property {number} changed customers in c
 * @property {number[]} memory customers in d
 * @property {number} versions customers in e
 * @property {number} versionsChanged those of them that change
 */

/** @type {Sizes} */
const FULL = {
  connections: 50,
  warmUpSeconds: 4,
  loadSeconds: 8,
  backfill: 100_000,
  limited: 10_000,
  changed: 100,
  memory: [10_000, 100_000, 1_000_000],
  versions: 50_000,
  versionsChanged: 616,
};

/** @type {Sizes} */
const QUICK = {
  connections: 50,
  warmUpSeconds: 1,
  loadSeconds: 2,
  backfill: 5_000,
  limited: 500,
  changed: 10,
  memory: [1_000, 5_000, 20_000],
  versions: 5_000,
  versionsChanged: 616,
};

/**
 * @param {string[]} args
 * @returns {Options}
 * @throws Error that names the bad option
 */
export function parseOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: PARTS.join(',') },
      rounds: { type: 'string' },
      'rounds-b2': { type: 'string' },
      quick: { type: 'boolean', default: false },
      dist: { type: 'string', default: join(ROOT, 'dist') },
      keep: { type: 'boolean', default: false },
      'cpu-prof': { type: 'string' },
    },
  });
  const only = values.only.split(',').map((part) => part.trim());
  const unknown = only.find((part) => !PARTS.some((known) => known === part));
  if (unknown !== undefined) throw new Error(`--only: no part ${unknown}; there are ${PARTS.join(', ')}`);
  const rounds = count('--rounds', values.rounds ?? (values.quick ? '1' : '3'));
  return {
    only,
    rounds,
    limitsRounds: count('--rounds-b2', values['rounds-b2'] ?? String(rounds)),
    quick: values.quick,
    dist: resolve(values.dist),
    keep: values.keep,
    profileDir: values['cpu-prof'] && resolve(values['cpu-prof']),
    sizes: values.quick ? QUICK : FULL,
  };
}

/**
 * @param {string} name
 * @param {string} text
 */
function count(name, text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name}: a whole number from 1 up, please`);
  return value;
}
