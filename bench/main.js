import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions, PARTS, USAGE } from './options.parser.js';
import { installPeers, peerVersions } from './peers/peer.installer.js';
import { machineFacts } from './report/machine.facts.js';
import { writeResults } from './report/results.writer.js';
import { scenarioText } from './report/scenario.printer.js';

/** @type {Record<string, () => Promise<(bench: any) => Promise<import('./report/scenario.printer.js').ScenarioResult>>>} */
const SCENARIOS = {
  a: async () => (await import('./scenarios/ingest.js')).ingest,
  b1: async () => (await import('./scenarios/backfill.js')).backfill,
  b2: async () => (await import('./scenarios/limits.js')).limits,
  c: async () => (await import('./scenarios/incremental.js')).incremental,
  d: async () => (await import('./scenarios/memory.js')).memory,
  e: async () => (await import('./scenarios/versions.js')).versions,
  f: async () => (await import('./scenarios/bytes.js')).bytes,
};

/** The parts in which the service is not alone. */
const COMPARED = ['a', 'b1', 'b2'];

async function main() {
  const options = parseOptions(process.argv.slice(2));
  if (!existsSync(join(options.dist, 'src/main.js')))
    throw new Error(`Nothing is built in ${options.dist}: npm run build`);
  const startedAt = new Date();
  const machine = machineFacts();
  if (options.only.some((part) => COMPARED.includes(part))) installPeers();
  const { BenchBed } = await import('./servers/bench.bed.js');
  const bench = await BenchBed.start(options);
  /** @type {Record<string, unknown>} */
  const scenarios = {};
  try {
    for (const part of PARTS.filter((name) => options.only.includes(name))) {
      scenarios[part] = await attempt(part, bench);
      if (bench.stopped) return;
    }
    const postgres = await bench.postgres.settings();
    const results = {
      startedAt,
      finishedAt: new Date(),
      options,
      machine,
      versions: { ...peerVersions(), ...postgres },
      scenarios,
    };
    process.stdout.write(`\nRaw rounds and machine facts: ${writeResults(results, startedAt)}\n`);
  } finally {
    await bench.stop();
  }
}

/**
 * One part that cannot run does not take the others with it.
 * @param {string} part
 * @param {any} bench
 */
async function attempt(part, bench) {
  try {
    await bench.freshSandbox();
    const scenario = await SCENARIOS[part]();
    const result = await scenario(bench);
    process.stdout.write(`${scenarioText(part, result)}\n`);
    return result;
  } catch (error) {
    process.exitCode = 1;
    if (bench.stopped) return undefined;
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stdout.write(`\n(${part}) did not finish: ${reason}\n`);
    return { failure: reason };
  }
}

main().catch((error) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
  process.exitCode = 1;
});
