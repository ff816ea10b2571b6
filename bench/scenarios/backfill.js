import { median, medians } from '../measure/statistics.js';
import { runPackageBackfill } from '../peers/package.runner.js';
import { figure } from '../report/figure.js';
import { noiseNote } from '../report/noise.note.js';
import { UNLIMITED } from '../servers/hub.settings.js';
import { checkRecords, measureFullSyncs, withHub } from './hub.sync.js';
import { quietRound } from './quiet.round.js';
import { orderOf, ratios } from './round.order.js';

const OURS = 'service';
const PACKAGE = 'package';

/**
 * (b1) All customers of an account whose API answers at once and admits everything.
 * @param {any} bench
 * @returns {Promise<import('../report/scenario.printer.js').ScenarioResult>}
 */
export async function backfill(bench) {
  const size = bench.options.sizes.backfill;
  const account = await bench.sandbox.createAccount({ customers: size });
  await bench.sandbox.behave(0, { globalPerSecond: null, endpointPerSecond: null });
  await bench.sandbox.packPages(account.secretKey, '/v1/customers');
  const contestants = [
    { name: OURS, run: () => hubRound(bench, account, size) },
    { name: PACKAGE, run: () => runPackageBackfill(bench, account.secretKey, ['customer']) },
  ];
  const rounds = [];
  for (let round = 0; round < bench.options.rounds; round++) {
    for (const { name, run } of orderOf(contestants, round)) {
      const result = await quietRound(bench, `(b1) round ${round + 1}: ${name}`, run);
      if (result.records !== size) throw new Error(`${name} brought ${result.records} of ${size} customers`);
      rounds.push({ contestant: name, round, ...result });
    }
  }
  return summary(size, rounds);
}

/**
 * @param {any} bench
 * @param {{secretKey: string}} account
 * @param {number} size
 */
async function hubRound(bench, { secretKey }, size) {
  return withHub(bench, { name: 'backfill', secretKey, env: UNLIMITED }, async (hub) => {
    const result = await measureFullSyncs(bench, hub, ['customers']);
    await checkRecords(bench, hub.database, size);
    return result;
  });
}

/**
 * @param {number} size
 * @param {any[]} rounds
 */
function summary(size, rounds) {
  const rows = [OURS, PACKAGE].map((name) => {
    const m = medians(rounds.filter(({ contestant }) => contestant === name));
    return [
      name,
      m.perSecond,
      m.seconds,
      m.wallSeconds ?? m.seconds,
      m.cpuService,
      m.cpuPostgres,
      m.cpuSandbox,
      m.peakMb,
    ];
  });
  return {
    title: `backfill of ${size.toLocaleString('en-US')} customers, API at 0 ms, no limits`,
    table: {
      head: [
        '',
        'records/s',
        'seconds',
        'wall s',
        'cpu us/record',
        'postgres us/record',
        'sandbox us/record',
        'peak MB',
      ],
      rows,
    },
    figures: [
      figure('records/s, service / package', median(ratios(rounds, 'perSecond', OURS, PACKAGE)), {
        unit: 'x',
        must: 3,
        aim: 5,
      }),
      figure('records/s by wall clock', median(ratios(withWall(rounds), 'rate', OURS, PACKAGE)), {
        unit: 'x',
        must: 3,
        aim: 5,
      }),
      figure('cpu of service and postgres, package / service', median(ratios(withCpu(rounds), 'cpu', PACKAGE, OURS)), {
        unit: 'x',
      }),
    ],
    notes: ['The sandbox runs on the same cores; its own share is in the table.', ...noiseNote(rounds)],
    rounds,
  };
}

/** @param {any[]} rounds */
function withWall(rounds) {
  return rounds.map((round) => ({ ...round, rate: round.records / (round.wallSeconds ?? round.seconds) }));
}

/** @param {any[]} rounds */
function withCpu(rounds) {
  return rounds.map((round) => ({ ...round, cpu: round.cpuService + round.cpuPostgres }));
}
