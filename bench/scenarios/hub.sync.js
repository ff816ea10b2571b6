import { CpuMeter } from '../measure/cpu.meter.js';
import { MachineLoad } from '../measure/machine.load.js';
import { peakMemoryMb } from '../measure/memory.peak.js';
import { HubServer } from '../servers/hub.server.js';
import { profileArguments } from '../servers/hub.settings.js';

export const SYNC_WITHIN_MS = 15 * 60_000;

/**
 * The service on a fresh database with one connected account; calls `work`, then takes all of it away again.
 * @template T
 * @param {any} bench
 * @param {{name: string, secretKey: string, roles?: string, env?: Record<string, string>}} options
 * @param {(hub: {server: HubServer, client: import('../servers/hub.client.js').HubClient, integrationId: string, database: any}) => Promise<T>} work
 */
export async function withHub(bench, { name, secretKey, roles = 'api,worker,scheduler', env }, work) {
  const database = await bench.postgres.createDatabase('hub');
  const server = await HubServer.start(bench, {
    name: `${name}-${database.name}`,
    database,
    roles,
    env,
    nodeArgs: profileArguments(bench, name),
  });
  try {
    const client = server.client();
    const integrationId = await client.connectStripe(secretKey);
    return await work({ server, client, integrationId, database });
  } finally {
    await server.stop();
    await bench.postgres.dropDatabase(database);
  }
}

/**
 * Full syncs of some types at once, measured from outside (wall clock, CPU) and by the runs' own times.
 * @param {any} bench
 * @param {{server: HubServer, client: import('../servers/hub.client.js').HubClient, integrationId: string}} hub
 * @param {string[]} syncTypes
 * @returns {Promise<Record<string, number>>}
 */
export async function measureFullSyncs(bench, { server, client, integrationId }, syncTypes) {
  await bench.postgres.settle();
  const cpu = new CpuMeter({ service: server.pid, postgres: bench.postgres.pid, sandbox: bench.sandbox.pid });
  const machine = new MachineLoad();
  const startedAt = performance.now();
  const runs = await Promise.all(syncTypes.map((type) => client.sync(integrationId, type, 'full', SYNC_WITHIN_MS)));
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const used = cpu.elapsed();
  const others = machine.others();
  const records = runs.reduce((sum, { progress }) => sum + progress.created + progress.updated, 0);
  const first = Math.min(...runs.map(({ startedAt: at }) => Date.parse(at)));
  const last = Math.max(...runs.map(({ finishedAt: at }) => Date.parse(at)));
  const seconds = (last - first) / 1000;
  return {
    seconds,
    wallSeconds,
    records,
    perSecond: records / seconds,
    cpuService: used.service / records,
    cpuPostgres: used.postgres / records,
    cpuSandbox: used.sandbox / records,
    peakMb: peakMemoryMb(server.pid),
    others,
  };
}

/**
 * @param {any} bench
 * @param {any} database
 * @param {number} expected live records, all types together
 */
export async function checkRecords(bench, database, expected) {
  const [{ n }] = await bench.postgres.query(
    database,
    'SELECT count(*)::int AS n FROM records WHERE deleted_at IS NULL',
  );
  if (n !== expected) throw new Error(`The service holds ${n} records where there are ${expected}`);
}
