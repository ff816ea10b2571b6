import { CpuMeter } from '../measure/cpu.meter.js';
import { parseOptions } from '../options.parser.js';
import { SYNC_WITHIN_MS, withHub } from '../scenarios/hub.sync.js';
import { BenchBed } from '../servers/bench.bed.js';
import { UNLIMITED } from '../servers/hub.settings.js';

/**
 * How many changes a second are read over HTTP: all records from the beginning, and the entries of a backfill from a cursor
 * of before it. Each reader reads the whole feed of its own tenant's integration; several read the same one.
 * `node bench/experiments/change-feed.js [dist] [customers] [readers]`
 */
const [dist = 'dist', customers = '100000', readers = '4'] = process.argv.slice(2);
const SIZE = Number(customers);
const READERS = Number(readers);
const LIMIT = 200;

/**
 * @param {import('../servers/hub.client.js').HubClient} client
 * @param {string} integrationId
 * @param {string} [cursor]
 * @returns {Promise<{changes: number, pages: number}>}
 */
async function readAll(client, integrationId, cursor) {
  let changes = 0;
  let pages = 0;
  for (let upToDate = false; !upToDate; pages++) {
    const at = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await client.call('GET', `/integrations/${integrationId}/changes?limit=${LIMIT}${at}`);
    changes += page.data.length;
    ({ nextCursor: cursor, upToDate } = page);
  }
  return { changes, pages };
}

/**
 * @param {any} bench
 * @param {string} name
 * @param {any} hub
 * @param {string} [cursor]
 */
async function measure(bench, name, { server, client, integrationId }, cursor) {
  await bench.postgres.settle();
  const cpu = new CpuMeter({ service: server.pid, postgres: bench.postgres.pid });
  const startedAt = performance.now();
  const read = await Promise.all(Array.from({ length: READERS }, () => readAll(client, integrationId, cursor)));
  const seconds = (performance.now() - startedAt) / 1000;
  const used = cpu.elapsed();
  const changes = read.reduce((sum, one) => sum + one.changes, 0);
  if (changes !== SIZE * READERS) throw new Error(`${changes} changes were read where there are ${SIZE * READERS}`);
  process.stdout.write(
    `${name}: ${Math.round(changes / seconds)} changes/s by ${READERS} readers, ` +
      `${(used.service / changes).toFixed(1)} us of the service and ${(used.postgres / changes).toFixed(1)} us of PostgreSQL for a change\n`,
  );
}

const bench = await BenchBed.start(parseOptions(['--dist', dist]));
try {
  await bench.freshSandbox();
  const account = await bench.sandbox.createAccount({ customers: SIZE });
  await bench.sandbox.behave(0, { globalPerSecond: null, endpointPerSecond: null });
  await withHub(bench, { name: 'feed', secretKey: account.secretKey, env: UNLIMITED }, async (hub) => {
    const { nextCursor } = await hub.client.call('GET', `/integrations/${hub.integrationId}/changes?cursor=now`);
    await hub.client.sync(hub.integrationId, 'customers', 'full', SYNC_WITHIN_MS);
    await measure(bench, 'from the beginning', hub);
    await measure(bench, 'from a cursor', hub, nextCursor);
  });
} finally {
  await bench.stop();
}
