import { median, medians } from '../measure/statistics.js';
import { figure } from '../report/figure.js';
import { noiseNote } from '../report/noise.note.js';
import { UNLIMITED } from '../servers/hub.settings.js';
import { checkRecords, measureFullSyncs, withHub } from './hub.sync.js';
import { caughtUp } from './incremental.js';
import { quietRound } from './quiet.round.js';
import { orderOf, ratios } from './round.order.js';

const NEWEST = 'newest version';
const OLD = '2020-08-27';

/**
 * (e) An account whose events come in an old API version, beside one of the newest.
 * @param {any} bench
 * @returns {Promise<import('../report/scenario.printer.js').ScenarioResult>}
 */
export async function versions(bench) {
  const { versions: size, versionsChanged: changed } = bench.options.sizes;
  await bench.sandbox.behave(0, { globalPerSecond: null, endpointPerSecond: null });
  const contestants = [
    { name: NEWEST, run: () => hubRound(bench, undefined, size, changed) },
    { name: OLD, run: () => hubRound(bench, OLD, size, changed) },
  ];
  const rounds = [];
  for (let round = 0; round < bench.options.rounds; round++) {
    for (const { name, run } of orderOf(contestants, round)) {
      rounds.push({ contestant: name, round, ...(await quietRound(bench, `(e) round ${round + 1}: ${name}`, run)) });
    }
  }
  return summary(size, rounds);
}

/**
 * An account of its own for each round, whose events are those of this round only.
 * @param {any} bench
 * @param {string | undefined} apiVersion
 * @param {number} size
 * @param {number} changes
 */
async function hubRound(bench, apiVersion, size, changes) {
  const account = await bench.sandbox.createAccount({ customers: size }, apiVersion);
  await bench.sandbox.packPages(account.secretKey, '/v1/customers');
  return withHub(bench, { name: 'versions', secretKey: account.secretKey, env: UNLIMITED }, async (hub) => {
    const backfill = await measureFullSyncs(bench, hub, ['customers']);
    await checkRecords(bench, hub.database, size);
    const caught = await caughtUp(bench, hub, await changeCustomers(bench, account, changes));
    const { requests, seconds, wallSeconds } = caught;
    return { ...backfill, changed: caught.changed, requests, catchUpSeconds: seconds, catchUpWall: wallSeconds };
  });
}

/**
 * So many different customers, of any age.
 * @param {any} bench
 * @param {{id: string}} account
 * @param {number} wanted
 */
async function changeCustomers(bench, account, wanted) {
  /** @type {Set<string>} */
  const changed = new Set();
  while (changed.size < wanted) {
    const plan = { updates: wanted - changed.size, streams: ['customers'] };
    for (const { id } of (await bench.sandbox.mutate(account.id, plan)).updated) changed.add(id);
  }
  return changed;
}

/**
 * @param {number} size
 * @param {any[]} rounds
 */
function summary(size, rounds) {
  const of = (/** @type {string} */ name) => rounds.filter(({ contestant }) => contestant === name);
  const rows = [NEWEST, OLD].map((name) => {
    const m = medians(of(name));
    return [name, m.perSecond, m.cpuService, m.changed, m.requests, m.catchUpSeconds, m.catchUpWall];
  });
  const old = medians(of(OLD));
  const atMost = { must: 1.03, aim: 1.03, better: /** @type {const} */ ('down') };
  return {
    title: `an account of API version ${OLD} with ${size.toLocaleString('en-US')} customers`,
    table: {
      head: ['', 'backfill records/s', 'cpu us/record', 'customers changed', 'requests', 'seconds', 'wall s'],
      rows,
    },
    figures: [
      figure('requests for what has changed', old.requests, { must: 12, aim: 8, better: 'down' }),
      figure('seconds, by wall clock', old.catchUpWall, { unit: ' s', must: 3, aim: 1, better: 'down' }),
      figure('backfill cpu, old / newest', median(ratios(rounds, 'cpuService', OLD, NEWEST)), { unit: 'x', ...atMost }),
      figure('incremental seconds, old / newest', median(ratios(rounds, 'catchUpSeconds', OLD, NEWEST)), { unit: 'x' }),
    ],
    notes: [
      'Events of the old account are in its version; lists and reads are in ours. Times of the incremental sync are short, so their ratio is rough.',
      ...noiseNote(rounds),
    ],
    rounds,
  };
}
