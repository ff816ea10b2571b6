import { randomBytes } from 'node:crypto';
import { LoadClient } from '../load/load.client.js';
import { CpuMeter } from '../measure/cpu.meter.js';
import { median } from '../measure/statistics.js';
import { parseOptions } from '../options.parser.js';
import { prepareSubjects } from '../scenarios/ingest.subjects.js';
import { BenchBed } from '../servers/bench.bed.js';
import { HubServer, WEBHOOK_SECRET } from '../servers/hub.server.js';
import { UNLIMITED } from '../servers/hub.settings.js';

/**
 * What a change costs ingest: two builds side by side under the same load, and the CPU time of each for an event. A
 * machine's speed drifts from minute to minute by more than a change costs, and here both builds meet the same minutes.
 * `node bench/experiments/two-builds.js <dist> <dist of the other build> [windows]`, after `npm ci --prefix bench`. A build
 * finds its packages beside its folder.
 */
const [dist = 'dist', otherDist = 'dist', windows = '10'] = process.argv.slice(2);
const WINDOW_SECONDS = 5;
const CONNECTIONS = 25;
/** Signed before each window; more than a window uses. */
const EVENTS = 22_000;
const EVENTS_A_BUILD = 10_000_000;

/**
 * @param {BenchBed} bench
 * @param {string} build
 * @param {number} n
 * @param {string} subjectsFile
 */
async function startBuild(bench, build, n, subjectsFile) {
  const database = await bench.postgres.createDatabase('two_builds');
  const at = { ...bench, dist: build };
  const server = await HubServer.start(at, { name: `build-${n}`, database, roles: 'api', env: UNLIMITED });
  for (const { secretKey } of /** @type {any} */ (bench).ingestAccounts) await server.client().connectStripe(secretKey);
  const load = new LoadClient(bench.logDir);
  await load.open({
    host: '127.0.0.1',
    port: Number(new URL(server.url).port),
    count: CONNECTIONS,
    subjectsFile,
    secret: WEBHOOK_SECRET,
    path: server.webhookPath,
    prefix: `1${randomBytes(6).toString('hex')}`,
    first: n * EVENTS_A_BUILD,
  });
  await load.fire(WINDOW_SECONDS, EVENTS);
  return { server, load };
}

/**
 * @param {{server: HubServer, load: LoadClient}[]} builds
 * @returns {Promise<number[]>} microseconds of CPU for each event, by build
 */
async function oneWindow(builds) {
  const pids = Object.fromEntries(builds.map(({ server }, n) => [n, server.pid]));
  let started = 0;
  let cpu = new CpuMeter({});
  const results = await Promise.all(
    builds.map(({ load }) =>
      load.fire(WINDOW_SECONDS, EVENTS, () => {
        if (++started === builds.length) cpu = new CpuMeter(pids);
      }),
    ),
  );
  const used = cpu.elapsed();
  const costs = results.map(({ requests }, n) => used[n] / requests);
  const line = results.map(
    ({ requests, p50, p99 }, n) =>
      `${Math.round(costs[n])} us/event, ${requests} events, p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms`,
  );
  process.stdout.write(`${line.join(' | ')}\n`);
  return costs;
}

const bench = await BenchBed.start(parseOptions(['--dist', dist]));
try {
  await bench.freshSandbox();
  await bench.sandbox.behave(0, { globalPerSecond: null, endpointPerSecond: null });
  const subjectsFile = await prepareSubjects(bench);
  const builds = [];
  for (const [n, build] of [bench.dist, parseOptions(['--dist', otherDist]).dist].entries()) {
    builds.push(await startBuild(bench, build, n, subjectsFile));
  }
  const ratios = [];
  for (let n = 0; n < Number(windows); n++) {
    const [cost = 0, otherCost = 1] = await oneWindow(builds);
    ratios.push(cost / otherCost);
  }
  process.stdout.write(`CPU for an event, first build / second: ${median(ratios).toFixed(3)} (median)\n`);
} finally {
  await bench.stop();
}
