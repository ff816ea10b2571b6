import { randomBytes } from 'node:crypto';
import { LoadClient } from '../load/load.client.js';
import { CpuMeter } from '../measure/cpu.meter.js';
import { MachineLoad } from '../measure/machine.load.js';
import { median, medians } from '../measure/statistics.js';
import { figure } from '../report/figure.js';
import { noiseNote } from '../report/noise.note.js';
import { WEBHOOK_SECRET } from '../servers/hub.server.js';
import { CONTESTANTS } from './ingest.contestants.js';
import { prepareSubjects } from './ingest.subjects.js';
import { quietRound } from './quiet.round.js';
import { orderOf, ratios } from './round.order.js';

/** Rounds number their events apart from each other, so that a later one's are the younger ones. */
const EVENTS_A_ROUND = 1_000_000;
const DRAIN_WITHIN_MS = 120_000;
const [OURS, WITH_WORKER, PACKAGE, BARE] = CONTESTANTS.map(({ name }) => name);

/**
 * (a) Signed events, each committed before its 200.
 * @param {any} bench
 * @returns {Promise<import('../report/scenario.printer.js').ScenarioResult>}
 */
export async function ingest(bench) {
  const subjectsFile = await prepareSubjects(bench);
  bench.ingestRounds = 0;
  await bench.sandbox.behave(0, { globalPerSecond: null, endpointPerSecond: null });
  /** @type {Map<string, any>} */
  const databases = new Map();
  for (const { name } of CONTESTANTS) databases.set(name, await bench.postgres.createDatabase('ingest'));
  const rounds = [];
  for (let round = 0; round < bench.options.rounds; round++) {
    for (const contestant of orderOf(CONTESTANTS, round)) {
      const database = databases.get(contestant.name);
      rounds.push(
        await quietRound(bench, `(a) round ${round + 1}: ${contestant.name}`, () =>
          oneRound(bench, contestant, database, round, subjectsFile),
        ),
      );
    }
  }
  for (const database of databases.values()) await bench.postgres.dropDatabase(database);
  return summary(bench, rounds);
}

/**
 * @param {any} bench
 * @param {import('./ingest.contestants.js').Contestant} contestant
 * @param {any} database
 * @param {number} round
 * @param {string} subjectsFile
 */
async function oneRound(bench, contestant, database, round, subjectsFile) {
  const { connections, warmUpSeconds, loadSeconds } = bench.options.sizes;
  const server = await contestant.start(bench, database);
  const load = new LoadClient(bench.logDir);
  try {
    const { hostname, port } = new URL(server.url);
    const prefix = `1${randomBytes(6).toString('hex')}`;
    const events = {
      subjectsFile,
      secret: WEBHOOK_SECRET,
      path: server.path,
      prefix,
      first: bench.ingestRounds++ * EVENTS_A_ROUND,
    };
    await load.open({ host: hostname, port: Number(port), count: connections, ...events });
    const warm = await load.fire(warmUpSeconds, 6_000 * warmUpSeconds);
    await drain(bench, contestant, database);
    await bench.postgres.settle();

    const before = await kept(bench, contestant, database);
    let cpu = new CpuMeter({});
    let machine = new MachineLoad();
    const enough = Math.ceil(warm.perSecond * 1.7 * loadSeconds) + 1_000;
    const result = await load.fire(loadSeconds, enough, () => {
      cpu = new CpuMeter({ service: server.pid, postgres: bench.postgres.pid, redis: bench.redis.pid, load: load.pid });
      machine = new MachineLoad();
    });
    const used = cpu.elapsed();
    const others = machine.others();
    const after = await kept(bench, contestant, database);
    const drainSeconds = await drain(bench, contestant, database);
    const outcomes = await outcomesOf(bench, contestant, database);
    const ok = result.statuses[200] ?? 0;
    if (after - before < ok)
      throw new Error(`${contestant.name}: ${ok} answers of 200 but ${after - before} events kept`);
    return {
      contestant: contestant.name,
      round,
      ...result,
      failed: result.requests - ok,
      cpuService: used.service / result.requests,
      cpuPostgres: used.postgres / result.requests,
      cpuRedis: used.redis / result.requests,
      cpuLoad: used.load / result.requests,
      drainSeconds,
      outcomes,
      others,
    };
  } finally {
    await load.stop();
    await server.stop();
  }
}

/**
 * @param {any} bench
 * @param {import('./ingest.contestants.js').Contestant} contestant
 * @param {any} database
 * @returns {Promise<number>} Infinity for a contestant that keeps no events
 */
async function kept(bench, { countSql }, database) {
  return countSql ? (await bench.postgres.query(database, countSql))[0].n : Number.NaN;
}

/**
 * Waits until what was taken in has been applied.
 * @param {any} bench
 * @param {import('./ingest.contestants.js').Contestant} contestant
 * @param {any} database
 */
async function drain(bench, { name, pendingSql }, database) {
  if (!pendingSql) return 0;
  const startedAt = performance.now();
  for (;;) {
    const [{ n }] = await bench.postgres.query(database, pendingSql);
    const waited = performance.now() - startedAt;
    if (n === 0) return waited / 1000;
    if (waited > DRAIN_WITHIN_MS) throw new Error(`${name}: ${n} events not applied after ${DRAIN_WITHIN_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * How many of all events so far ended how, where they are applied at all.
 * @param {any} bench
 * @param {import('./ingest.contestants.js').Contestant} contestant
 * @param {any} database
 * @returns {Promise<Record<string, number>>}
 */
async function outcomesOf(bench, { pendingSql }, database) {
  if (!pendingSql) return {};
  const rows = await bench.postgres.query(
    database,
    'SELECT status, count(*)::int AS n FROM webhook_events GROUP BY status',
  );
  return Object.fromEntries(rows.map((/** @type {{status: string, n: number}} */ { status, n }) => [status, n]));
}

/**
 * @param {any} bench
 * @param {any[]} rounds
 */
function summary(bench, rounds) {
  const rows = CONTESTANTS.map(({ name }) => {
    const m = medians(rounds.filter(({ contestant }) => contestant === name));
    return [name, m.perSecond, m.p50, m.p99, m.cpuService, m.cpuPostgres, m.cpuRedis, m.failed, m.drainSeconds];
  });
  const ratio = (/** @type {string} */ field, /** @type {string} */ ours, /** @type {string} */ theirs) =>
    median(ratios(rounds, field, ours, theirs));
  const figuresOf = (/** @type {string} */ ours) => [
    figure(`${ours}: throughput / package`, ratio('perSecond', ours, PACKAGE), { unit: 'x', must: 2, aim: 3 }),
    figure(`${ours}: p99 / package`, ratio('p99', ours, PACKAGE), {
      unit: 'x',
      must: 1 / 2,
      aim: 1 / 3,
      better: 'down',
    }),
    figure(`${ours}: throughput / bare server`, ratio('perSecond', ours, BARE), { unit: 'x', must: 0.45, aim: 0.6 }),
  ];
  const size = median(rounds.map(({ requestBytes }) => requestBytes));
  return {
    title: `webhook ingest, committed before the 200, ${bench.options.sizes.connections} connections`,
    table: {
      head: [
        '',
        'req/s',
        'p50 ms',
        'p99 ms',
        'cpu us/event',
        'postgres us/event',
        'redis us/event',
        'not 200',
        'applied after s',
      ],
      rows,
    },
    figures: [...figuresOf(OURS), ...figuresOf(WITH_WORKER)],
    notes: [
      `Events of the second line, by outcome: ${JSON.stringify(rounds.findLast(({ contestant }) => contestant === WITH_WORKER)?.outcomes)}.`,
      `Requests of ${Math.round(size)} bytes on average; ${bench.options.sizes.loadSeconds} s a round.`,
      ...noiseNote(rounds),
    ],
    rounds,
  };
}
