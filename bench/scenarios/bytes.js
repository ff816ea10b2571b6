import { figure } from '../report/figure.js';
import { startVendors } from '../servers/vendor.sandboxes.js';
import { HubServer } from '../servers/hub.server.js';
import { SYNC_WITHIN_MS } from './hub.sync.js';

/** Of the bytes that there are once they are unpacked. */
const MUST = 0.2;

/**
 * (f) Bytes of every vendor's answers as they came over the wire, beside the same unpacked.
 * @param {any} bench
 * @returns {Promise<import('../report/scenario.printer.js').ScenarioResult>}
 */
export async function bytes(bench) {
  const vendors = await startVendors(bench);
  const rounds = [];
  try {
    for (const vendor of vendors) {
      bench.progress(`(f) all of ${vendor.name}`);
      rounds.push({ contestant: vendor.name, round: 0, ...(await oneVendor(bench, vendor)) });
    }
  } finally {
    await vendors[0].stop();
  }
  return {
    title: `bytes received in a full sync of everything, with gzip`,
    table: {
      head: ['', 'requests', 'records', 'MB unpacked', 'MB received'],
      rows: rounds.map((r) => [r.contestant, r.requests, r.records, r.plain / 1e6, r.wire / 1e6]),
    },
    figures: rounds.map(({ contestant, plain, wire }) =>
      figure(`${contestant}, received / unpacked`, wire / plain, { unit: 'x', must: MUST, aim: 0.125, better: 'down' }),
    ),
    notes: ['The sandboxes pack with the quickest level of gzip; the vendors pack more tightly.'],
    rounds,
  };
}

/**
 * @param {any} bench
 * @param {import('../servers/vendor.sandboxes.js').Vendor} vendor
 */
async function oneVendor(bench, { name, env, createAccount, requests }) {
  const database = await bench.postgres.createDatabase('hub');
  const hub = `bytes-${database.name}`;
  const server = await HubServer.start(bench, { name: hub, database, roles: 'api,worker,scheduler', env });
  try {
    const client = server.client();
    const integrationId = await client.connect(name, await createAccount());
    const before = await requests();
    const run = await client.sync(integrationId, 'all', 'full', SYNC_WITHIN_MS);
    const after = await requests();
    return {
      requests: after.total - before.total,
      records: run.progress.fetched,
      plain: after.bytes.plain - before.bytes.plain,
      wire: after.bytes.wire - before.bytes.wire,
    };
  } finally {
    await server.stop();
    await bench.postgres.dropDatabase(database);
  }
}
