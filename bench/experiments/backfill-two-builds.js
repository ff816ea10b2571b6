import { median } from '../measure/statistics.js';
import { parseOptions } from '../options.parser.js';
import { checkRecords, measureFullSyncs, withHub } from '../scenarios/hub.sync.js';
import { BenchBed } from '../servers/bench.bed.js';
import { UNLIMITED } from '../servers/hub.settings.js';

/**
 * What a change costs a backfill: two builds in turns, as in part b1. Each pair of rounds gives one ratio, and the first
 * build of a pair is the other one each time, because a machine's speed drifts.
 * `node bench/experiments/backfill-two-builds.js <dist> <dist of the other build> [pairs] [customers]`
 */
const [dist = 'dist', otherDist = 'dist', pairs = '10', customers = '100000'] = process.argv.slice(2);
const SIZE = Number(customers);

/**
 * @param {any} bench
 * @param {{secretKey: string}} account
 */
async function oneRound(bench, { secretKey }) {
  return withHub(bench, { name: 'backfill', secretKey, env: UNLIMITED }, async (hub) => {
    const result = await measureFullSyncs(bench, hub, ['customers']);
    await checkRecords(bench, hub.database, SIZE);
    return result;
  });
}

/** @param {Record<string, number>} result */
function lineOf({ perSecond, cpuService, cpuPostgres }) {
  return `${Math.round(perSecond)} records/s, ${cpuService.toFixed(1)} + ${cpuPostgres.toFixed(1)} us/record`;
}

const bench = await BenchBed.start(parseOptions(['--dist', dist]));
const other = parseOptions(['--dist', otherDist]).dist;
try {
  await bench.freshSandbox();
  const account = await bench.sandbox.createAccount({ customers: SIZE });
  await bench.sandbox.behave(0, { globalPerSecond: null, endpointPerSecond: null });
  await bench.sandbox.packPages(account.secretKey, '/v1/customers');
  const builds = [bench.dist, other];
  const rates = [];
  const costs = [];
  for (let pair = 0; pair < Number(pairs); pair++) {
    const results = [];
    for (const n of pair % 2 === 0 ? [0, 1] : [1, 0]) {
      const at = Object.assign(Object.create(bench), { dist: builds[n] });
      results[n] = await oneRound(at, account);
    }
    const [mine, others] = results;
    rates.push(others.perSecond / mine.perSecond);
    costs.push((mine.cpuService + mine.cpuPostgres) / (others.cpuService + others.cpuPostgres));
    process.stdout.write(`${lineOf(mine)} | ${lineOf(others)}\n`);
  }
  process.stdout.write(
    `first build / second, medians: ${median(rates).toFixed(3)} of the time, ${median(costs).toFixed(3)} of the CPU time\n`,
  );
} finally {
  await bench.stop();
}
