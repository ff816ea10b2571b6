import { peakMemoryMb } from '../measure/memory.peak.js';
import { figure } from '../report/figure.js';
import { HubServer } from '../servers/hub.server.js';
import { profileArguments, UNLIMITED } from '../servers/hub.settings.js';
import { checkRecords, SYNC_WITHIN_MS } from './hub.sync.js';

/**
 * (d) How the worker's memory grows with the size of what it pulls.
 * @param {any} bench
 * @returns {Promise<import('../report/scenario.printer.js').ScenarioResult>}
 */
export async function memory(bench) {
  await bench.sandbox.behave(0, { globalPerSecond: null, endpointPerSecond: null });
  const rounds = [];
  for (const customers of bench.options.sizes.memory) {
    bench.progress(`(d) ${customers} customers`);
    rounds.push({ customers, ...(await oneSize(bench, customers)) });
  }
  const [smallest, largest] = [rounds[0], rounds[rounds.length - 1]];
  return {
    title: 'peak memory of the worker process during a backfill',
    table: {
      head: ['customers', 'peak MB', 'idle MB', 'seconds', 'records/s'],
      rows: rounds.map((r) => [r.customers, r.peakMb, r.idleMb, r.seconds, r.customers / r.seconds]),
    },
    figures: [
      figure(`peak, ${count(largest.customers)} / ${count(smallest.customers)}`, largest.peakMb / smallest.peakMb, {
        unit: 'x',
        must: 1.15,
        better: 'down',
      }),
      figure(`peak at ${count(largest.customers)}`, largest.peakMb, {
        unit: ' MB',
        must: 300,
        aim: 250,
        better: 'down',
      }),
    ],
    notes: [
      'A fresh worker process and a fresh database for each size; the API runs in a process of its own. MB of 10^6 bytes.',
    ],
    rounds,
  };
}

/**
 * @param {any} bench
 * @param {number} customers
 */
async function oneSize(bench, customers) {
  const account = await bench.sandbox.createAccount({ customers });
  const database = await bench.postgres.createDatabase('memory');
  const common = { database, env: UNLIMITED, queues: database.name };
  const api = await HubServer.start(bench, { ...common, name: `memory-api-${customers}`, roles: 'api' });
  const nodeArgs = profileArguments(bench, `memory-${customers}`);
  const worker = await HubServer.start(bench, {
    ...common,
    name: `memory-worker-${customers}`,
    roles: 'worker,scheduler',
    nodeArgs,
  });
  try {
    const client = api.client();
    const integrationId = await client.connectStripe(account.secretKey);
    const idleMb = peakMemoryMb(worker.pid);
    const startedAt = performance.now();
    await client.sync(integrationId, 'customers', 'full', SYNC_WITHIN_MS);
    const seconds = (performance.now() - startedAt) / 1000;
    await checkRecords(bench, database, customers);
    return { peakMb: peakMemoryMb(worker.pid), idleMb, seconds };
  } finally {
    await worker.stop();
    await api.stop();
    await bench.postgres.dropDatabase(database);
  }
}

/** @param {number} value */
function count(value) {
  return value.toLocaleString('en-US');
}
