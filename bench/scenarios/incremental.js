import { medians } from '../measure/statistics.js';
import { figure } from '../report/figure.js';
import { runSeconds } from '../servers/hub.client.js';
import { UNLIMITED } from '../servers/hub.settings.js';
import { checkRecords, SYNC_WITHIN_MS, withHub } from './hub.sync.js';

/**
 * (c) Few changes in a large account: what it costs to catch up.
 * @param {any} bench
 * @returns {Promise<import('../report/scenario.printer.js').ScenarioResult>}
 */
export async function incremental(bench) {
  const { backfill: size, changed } = bench.options.sizes;
  const account = await bench.sandbox.createAccount({ customers: size });
  await bench.sandbox.behave(0, { globalPerSecond: null, endpointPerSecond: null });
  const rounds = await withHub(
    bench,
    { name: 'incremental', secretKey: account.secretKey, env: UNLIMITED },
    async (hub) => {
      bench.progress(`(c) backfill of ${size} customers`);
      await hub.client.sync(hub.integrationId, 'customers', 'full', SYNC_WITHIN_MS);
      await checkRecords(bench, hub.database, size);
      const results = [];
      for (let round = 0; round < bench.options.rounds; round++) {
        bench.progress(`(c) round ${round + 1}: ${changed} changes`);
        results.push({ contestant: 'service', round, ...(await oneRound(bench, account, hub, changed)) });
      }
      return results;
    },
  );
  return summary(size, changed, rounds);
}

/**
 * @param {any} bench
 * @param {{id: string}} account
 * @param {any} hub
 * @param {number} updates
 */
async function oneRound(bench, account, hub, updates) {
  const { updated } = await bench.sandbox.mutate(account.id, { updates, streams: ['customers'] });
  return caughtUp(bench, hub, new Set(updated.map((/** @type {{id: string}} */ { id }) => id)));
}

/**
 * One incremental sync, and what it cost.
 * @param {any} bench
 * @param {any} hub
 * @param {ReadonlySet<string>} changed ids of the customers that it has to bring up to date
 */
export async function caughtUp(bench, { client, integrationId, database }, changed) {
  const [{ started, transaction }] = await bench.postgres.query(
    database,
    'SELECT clock_timestamp() AS started, pg_current_xact_id()::text AS transaction',
  );
  await bench.sandbox.forgetRequests();
  const startedAt = performance.now();
  const run = await client.sync(integrationId, 'customers', 'incremental', SYNC_WITHIN_MS);
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const { total, byEndpoint } = await bench.sandbox.requests();
  const [{ written, stamped, ids }] = await bench.postgres.query(database, WRITTEN_SQL, [
    transaction,
    started,
    [...changed],
  ]);
  if (ids !== changed.size)
    throw new Error(`${changed.size} customers changed, ${ids} of them were brought up to date`);
  return {
    changed: changed.size,
    written,
    stamped,
    requests: total,
    byEndpoint,
    seconds: runSeconds(run),
    wallSeconds,
  };
}

/** Row versions made since $1, whatever their columns say; rows stamped since $2; and how many of $3 are among them. */
const WRITTEN_SQL = `
  SELECT count(*) FILTER (WHERE made)::int AS written, count(*) FILTER (WHERE synced_at >= $2)::int AS stamped,
    count(*) FILTER (WHERE made AND external_id = ANY ($3::text[]))::int AS ids
  FROM (SELECT *, xmin::text::bigint >= $1::bigint AS made FROM records) r
  WHERE made OR synced_at >= $2`;

/**
 * @param {number} size
 * @param {number} changed
 * @param {any[]} rounds
 */
function summary(size, changed, rounds) {
  const m = medians(rounds);
  const rows = rounds.map((r) => [`round ${r.round + 1}`, r.changed, r.requests, r.written, r.seconds, r.wallSeconds]);
  return {
    title: `incremental sync after ${changed} of ${size.toLocaleString('en-US')} customers changed`,
    table: { head: ['', 'customers changed', 'requests', 'rows written', 'seconds', 'wall s'], rows },
    figures: [
      figure('requests', m.requests, { must: 10, aim: 3, better: 'down' }),
      figure('rows written without a change', Math.max(...rounds.map((r) => r.written - r.changed)), {
        must: 0,
        aim: 0,
        better: 'down',
      }),
      figure('seconds', m.seconds, { unit: ' s', must: 1, aim: 1, better: 'down' }),
      figure('requests of a full re-list / of this', Math.ceil(size / 100) / m.requests, { unit: 'x' }),
    ],
    notes: ['The package has no such sync: to see updates it lists everything again.'],
    rounds,
  };
}
