import { median, medians } from '../measure/statistics.js';
import { runPackageBackfill } from '../peers/package.runner.js';
import { figure } from '../report/figure.js';
import { noiseNote } from '../report/noise.note.js';
import { checkRecords, measureFullSyncs, withHub } from './hub.sync.js';
import { quietRound } from './quiet.round.js';
import { orderOf, ratios } from './round.order.js';

const OURS = 'service';
const PACKAGE = 'package';
const TYPES = ['payments', 'charges', 'invoices', 'products'];
/** The same four in the package's words and in the order of its backfill of `all`. */
const OBJECTS = ['product', 'invoice', 'charge', 'payment_intent'];
const LATENCY_MS = 100;
/** Stripe's documented limits of live mode. */
const LIMITS = { globalPerSecond: 100, endpointPerSecond: 25 };

/**
 * (b2) Four types of an account whose API takes its time and limits its callers.
 * @param {any} bench
 * @returns {Promise<import('../report/scenario.printer.js').ScenarioResult>}
 */
export async function limits(bench) {
  const each = bench.options.sizes.limited;
  const account = await bench.sandbox.createAccount(Object.fromEntries(TYPES.map((type) => [type, each])));
  const contestants = [
    { name: OURS, run: () => hubRound(bench, account, each * TYPES.length) },
    { name: PACKAGE, run: () => runPackageBackfill(bench, account.secretKey, OBJECTS) },
  ];
  const rounds = [];
  for (let round = 0; round < bench.options.limitsRounds; round++) {
    for (const { name, run } of orderOf(contestants, round)) {
      const what = `(b2) round ${round + 1}: ${name}`;
      const result = await quietRound(bench, what, () => counted(bench, run));
      if (result.records !== each * TYPES.length) throw new Error(`${name} brought ${result.records} records`);
      rounds.push({ contestant: name, round, ...result });
    }
  }
  return summary(each, rounds);
}

/**
 * With the requests it took, by the sandbox's count.
 * @param {any} bench
 * @param {() => Promise<Record<string, number>>} run
 */
async function counted(bench, run) {
  await bench.sandbox.behave(LATENCY_MS, LIMITS);
  await bench.sandbox.forgetRequests();
  const result = await run();
  const { total, rateLimited, maxConcurrent } = await bench.sandbox.requests();
  return { ...result, records: result.records, others: result.others, requests: total, rateLimited, maxConcurrent };
}

/**
 * @param {any} bench
 * @param {{secretKey: string}} account
 * @param {number} expected
 */
async function hubRound(bench, { secretKey }, expected) {
  return withHub(
    bench,
    { name: 'limits', secretKey, env: { SYNC_RUNS_PER_TENANT: String(TYPES.length) } },
    async (hub) => {
      const result = await measureFullSyncs(bench, hub, TYPES);
      await checkRecords(bench, hub.database, expected);
      return result;
    },
  );
}

/**
 * @param {number} each
 * @param {any[]} rounds
 */
function summary(each, rounds) {
  const rows = [OURS, PACKAGE].map((name) => {
    const m = medians(rounds.filter(({ contestant }) => contestant === name));
    return [
      name,
      m.seconds,
      m.wallSeconds ?? m.seconds,
      m.requests,
      m.rateLimited,
      m.maxConcurrent,
      m.cpuService,
      m.cpuPostgres,
    ];
  });
  return {
    title: `${each.toLocaleString('en-US')} each of ${TYPES.join(', ')} at ${LATENCY_MS} ms, ${LIMITS.endpointPerSecond}/s an endpoint, ${LIMITS.globalPerSecond}/s in all`,
    table: {
      head: ['', 'seconds', 'wall s', 'requests', '429', 'at once', 'cpu us/record', 'postgres us/record'],
      rows,
    },
    figures: [
      figure('seconds, package / service', median(ratios(rounds, 'seconds', PACKAGE, OURS)), {
        unit: 'x',
        must: 6,
        aim: 10,
      }),
      figure('seconds by wall clock', median(ratios(withWall(rounds), 'wall', PACKAGE, OURS)), {
        unit: 'x',
        must: 6,
        aim: 10,
      }),
    ],
    notes: [
      `The limits alone take ${((each / 100) * TYPES.length) / LIMITS.globalPerSecond} s of requests.`,
      ...noiseNote(rounds),
    ],
    rounds,
  };
}

/** @param {any[]} rounds */
function withWall(rounds) {
  return rounds.map((round) => ({ ...round, wall: round.wallSeconds ?? round.seconds }));
}
