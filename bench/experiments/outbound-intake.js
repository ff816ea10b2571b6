import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { KeepAliveConnection } from '../load/keepalive.connection.js';
import { CpuMeter } from '../measure/cpu.meter.js';
import { median } from '../measure/statistics.js';
import { parseOptions } from '../options.parser.js';
import { BenchBed } from '../servers/bench.bed.js';
import { HubServer } from '../servers/hub.server.js';

/**
 * How many pushed items a second are accepted: calls of 500 items of 1 KB, four at a time. Beside it, what PostgreSQL takes of
 * the same rows from a bare INSERT over as many connections. They take turns.
 * Must: 5,000 items/s, and half of the bare INSERT. Aim: 8,000. To compare builds, name several: they take turns too, so that
 * all meet the same minutes of the machine.
 * `node bench/experiments/outbound-intake.js [dist[,dist of another build]] [rounds] [calls]`
 */
const [dist = 'dist', rounds = '5', calls = '60'] = process.argv.slice(2);
const CALLS = Number(calls);
const ITEMS = 500;
const ITEM_BYTES = 1_024;
const AT_ONCE = 4;
const ACCEPTED = 202;
const LIMITS = { HTTP_REQUESTS_PER_MINUTE: '1000000', HTTP_TENANT_REQUESTS_PER_MINUTE: '1000000' };

/** @param {string} id */
function contact(id) {
  const item = {
    id,
    email: `${id}@example.org`,
    firstName: 'Ada',
    lastName: 'Example',
    phone: '+33 1 23 45 67 89',
    address: { line1: '1 rue de la Paix', city: 'Paris', postalCode: '75002', country: 'FR' },
    tags: ['newsletter', 'season-2026'],
    emailConsent: 'granted',
    consentAt: '2026-03-14T09:20:00Z',
    updatedAt: new Date().toISOString(),
    attributes: { note: '' },
  };
  item.attributes.note = 'x'.repeat(ITEM_BYTES - JSON.stringify(item).length);
  return item;
}

/** @param {string} round */
function batches(round) {
  return Array.from({ length: CALLS }, (_, call) =>
    Array.from({ length: ITEMS }, (__, n) => contact(`con_${round}_${call}_${n}`)),
  );
}

/**
 * Takes the works in turn, four at a time.
 * @template T
 * @param {readonly T[]} works
 * @param {(work: T, lane: number) => Promise<void>} handle
 * @returns {Promise<number>} items a second
 */
async function throughput(works, handle) {
  const queue = [...works];
  const startedAt = performance.now();
  const lane = async (/** @type {number} */ n) => {
    for (let work = queue.shift(); work !== undefined; work = queue.shift()) await handle(work, n);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => lane(n)));
  return (works.length * ITEMS * 1000) / (performance.now() - startedAt);
}

/**
 * @param {any} bench
 * @param {HubServer} server
 * @param {string} round
 */
async function viaService(bench, server, round) {
  const { hostname, port } = new URL(server.url);
  const { headers } = server.client();
  const requests = batches(round).map((items) => {
    const body = Buffer.from(JSON.stringify({ items }));
    const head =
      `POST /api/v1/sync/contacts HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: ${headers.authorization}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), body]);
  });
  const connections = Array.from({ length: AT_ONCE }, () => new KeepAliveConnection(hostname, Number(port)));
  await Promise.all(connections.map(({ opened }) => opened));
  await bench.postgres.settle();
  const cpu = new CpuMeter({ service: server.pid, postgres: bench.postgres.pid });
  const perSecond = await throughput(requests, async (request, lane) => {
    const status = await connections[lane]?.send(request);
    if (status !== ACCEPTED) throw new Error(`A call was answered ${status}`);
  });
  const { service, postgres } = cpu.elapsed();
  for (const connection of connections) connection.close();
  return { perSecond, service: service / (CALLS * ITEMS), postgres: postgres / (CALLS * ITEMS) };
}

const ITEMS_SQL = `
  INSERT INTO outbound_items (tenant_id, entity, platform_id, version, body)
  SELECT $1, 'contacts', i.id, i.version, i.body
  FROM ROWS FROM (unnest($2::text[], $3::bigint[]), jsonb_array_elements($4::jsonb)) AS i(id, version, body)`;
const BATCH_SQL = `
  INSERT INTO outbound_batches (tenant_id, id, entity, caller, platform_ids, versions, stale)
  VALUES ($1, $2, 'contacts', 'bench', $3, $4, array_fill(false, ARRAY[cardinality($3::text[])]))`;

/**
 * @param {any} bench
 * @param {string} url
 * @param {string} round
 */
async function bare(bench, url, round) {
  const tenantId = randomUUID();
  const clients = Array.from({ length: AT_ONCE }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  const rows = batches(round).map((items) => ({
    ids: items.map(({ id }) => id),
    versions: items.map(({ updatedAt }) => Date.parse(updatedAt) * 1_024),
    body: JSON.stringify(items),
  }));
  await bench.postgres.settle();
  const perSecond = await throughput(rows, async ({ ids, versions, body }, lane) => {
    const client = clients[lane];
    await client?.query('BEGIN');
    await client?.query(ITEMS_SQL, [tenantId, ids, versions, body]);
    await client?.query(BATCH_SQL, [tenantId, randomUUID(), ids, versions]);
    await client?.query('COMMIT');
  });
  await Promise.all(clients.map((client) => client.end()));
  return perSecond;
}

/**
 * @param {BenchBed} bench
 * @param {string} build
 * @param {number} n
 */
async function startBuild(bench, build, n) {
  const database = await bench.postgres.createDatabase('hub');
  const at = { ...bench, dist: parseOptions(['--dist', build]).dist };
  const server = await HubServer.start(at, { name: `intake-${n}`, database, roles: 'api', env: LIMITS });
  await viaService(bench, server, 'warm');
  /** @type {number[]} */
  const accepted = [];
  /** @type {number[]} */
  const shares = [];
  return { name: build, database, server, accepted, shares };
}

/**
 * @param {BenchBed} bench
 * @param {Awaited<ReturnType<typeof startBuild>>} build
 * @param {number} round
 */
async function oneRound(bench, { name, database, server, accepted, shares }, round) {
  const mine = await viaService(bench, server, String(round));
  const ceiling = await bare(bench, database.adminUrl, `bare${round}`);
  accepted.push(mine.perSecond);
  shares.push(mine.perSecond / ceiling);
  process.stdout.write(
    `${name}: ${Math.round(mine.perSecond)} items/s of ${Math.round(ceiling)} bare; ` +
      `${mine.service.toFixed(0)} us of the service and ${mine.postgres.toFixed(0)} us of PostgreSQL for an item\n`,
  );
}

const dists = dist.split(',');
const bench = await BenchBed.start(parseOptions(['--dist', /** @type {string} */ (dists[0])]));
try {
  await bench.freshSandbox();
  const builds = [];
  for (const [n, build] of dists.entries()) builds.push(await startBuild(bench, build, n));
  for (let round = 0; round < Number(rounds); round++) {
    for (const build of builds) await oneRound(bench, build, round);
  }
  for (const { name, database, server, accepted, shares } of builds) {
    const stored = await bench.postgres.query(database, 'SELECT count(*)::int AS n FROM outbound_items');
    const expected = (2 * Number(rounds) + 1) * CALLS * ITEMS;
    if (stored[0].n !== expected) throw new Error(`${stored[0].n} items were stored where there are ${expected}`);
    process.stdout.write(
      `${name}: ${Math.round(median(accepted))} items/s in the median (must 5,000, aim 8,000), ` +
        `${median(shares).toFixed(2)} of the bare INSERT (must 0.5)\n`,
    );
    await server.stop();
  }
} finally {
  await bench.stop();
}
