import { fileURLToPath } from 'node:url';
import { CpuMeter } from '../measure/cpu.meter.js';
import { MachineLoad } from '../measure/machine.load.js';
import { BenchProcess } from '../servers/child.process.js';
import { within } from '../servers/time.limit.js';

const MIGRATE_WITHIN_MS = 60_000;
const BACKFILL_WITHIN_MS = 15 * 60_000;
const SCRIPT = fileURLToPath(new URL('package-backfill.js', import.meta.url));

/**
 * A backfill by the package, in a fresh process on a fresh database.
 * @param {any} bench
 * @param {string} secretKey
 * @param {string[]} objects in the package's own words, one after another
 * @returns {Promise<Record<string, number>>}
 */
export async function runPackageBackfill(bench, secretKey, objects) {
  const database = await bench.postgres.createDatabase('package');
  const child = new BenchProcess({
    name: 'package-backfill',
    logDir: bench.logDir,
    args: [SCRIPT],
    env: {
      NODE_ENV: 'production',
      DATABASE_URL: database.adminUrl,
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: 'whsec_unused',
      STRIPE_API_BASE_URL: bench.sandbox.url,
    },
    ipc: true,
  });
  try {
    await within(message(child), MIGRATE_WITHIN_MS, "The package's migrations");
    await bench.postgres.settle();
    const cpu = new CpuMeter({ service: child.pid, postgres: bench.postgres.pid, sandbox: bench.sandbox.pid });
    const machine = new MachineLoad();
    child.child.send({ objects });
    const { seconds, records, peakMb } = await within(message(child), BACKFILL_WITHIN_MS, "The package's backfill");
    const used = cpu.elapsed();
    const others = machine.others();
    return {
      seconds,
      records,
      perSecond: records / seconds,
      cpuService: used.service / records,
      cpuPostgres: used.postgres / records,
      cpuSandbox: used.sandbox / records,
      peakMb,
      others,
    };
  } finally {
    await child.stop();
    await bench.postgres.dropDatabase(database);
  }
}

/**
 * @param {BenchProcess} child
 * @returns {Promise<any>}
 */
function message(child) {
  return new Promise((resolve, reject) => {
    child.child.once('message', resolve);
    void child.ended.then((code) => reject(new Error(`The package's backfill ended (${code}):\n${child.tail}`)));
  });
}
