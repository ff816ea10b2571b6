import { setTimeout as delay } from 'node:timers/promises';
import { DemoEnding, Interruption } from './demo.ending.js';
import { DemoError, sentenceOf } from './demo.error.js';
import { DemoFolder } from './demo.folder.js';
import { DEMO_USAGE, readOptions, type DemoOptions } from './demo.options.js';
import { runSession } from './demo.session.js';
import { printAddresses, printShellLines, printTables } from './report/closing.js';
import { faultOf, totalWebhooks, type DemoResult } from './report/demo.result.js';
import { Phases } from './report/phases.js';
import { Terminal } from './report/terminal.js';
import { StopList } from './servers/stop.list.js';
import { spareAccounts } from './steps/spare.step.js';

/** A server's death shows first in the requests that it no longer answers. */
const DEATH_SHOWS_WITHIN_MS = 500;

interface Verdict {
  exitCode: number;
  reason?: string;
  logTail?: string;
  result?: DemoResult;
}

const terminal = new Terminal();
const phases = new Phases(terminal);
const ending = new DemoEnding();

async function demo(options: DemoOptions): Promise<Verdict> {
  const folder = new DemoFolder();
  await folder.take();
  const stops = new StopList();
  let verdict: Verdict;
  try {
    verdict = await show(options, folder, stops);
  } catch (error) {
    verdict = await failure(error);
  }
  ending.finish();
  const problems = await stops.stopAll();
  folder.release();
  return problems.length > 0 ? { ...verdict, exitCode: 1, reason: verdict.reason ?? problems.join('; ') } : verdict;
}

async function show({ once }: DemoOptions, folder: DemoFolder, stops: StopList): Promise<Verdict> {
  const { signal, end: onDeath } = ending;
  const outcome = await runSession({ folder, stops, terminal, phases, signal, onDeath });
  const { result } = outcome;
  const reason = faultOf(result);
  printTables(terminal, outcome, phases);
  if (once) return { exitCode: reason ? 1 : 0, reason, result };
  if (reason) process.stderr.write(`Not everything arrived: ${reason}\n`);
  printAddresses(terminal, outcome, folder);
  printShellLines(terminal, outcome, await spareAccounts(outcome.providers));
  const why = await ending.reason();
  terminal.print('Stopping …');
  return why instanceof Interruption ? { exitCode: reason ? 1 : 0, result } : { ...(await failure(why)), result };
}

async function failure(error: unknown): Promise<Verdict> {
  if (!(error instanceof DemoError)) await Promise.race([ending.reason(), delay(DEATH_SHOWS_WITHIN_MS)]);
  const cause: unknown = ending.signal.aborted ? ending.signal.reason : error;
  const logTail = cause instanceof DemoError ? cause.logTail : '';
  return { exitCode: cause instanceof Interruption ? cause.exitCode : 1, reason: sentenceOf(cause), logTail };
}

function report({ reason, logTail, result, exitCode }: Verdict, { json }: DemoOptions): void {
  if (reason) process.stderr.write(`${reason}\n`);
  if (logTail) process.stderr.write(`${logTail.replace(/^/gm, '  | ')}\n`);
  if (!json) return;
  const seconds = Math.round(phases.totalMs / 100) / 10;
  const summary = { ok: exitCode === 0, seconds, providers: result ?? {}, webhooks: totalWebhooks(result ?? {}) };
  process.stdout.write(`${JSON.stringify({ ...summary, ...(reason && { reason }) })}\n`);
}

async function main(): Promise<number> {
  let options: DemoOptions = { once: false, json: process.argv.includes('--json'), help: false };
  let verdict: Verdict;
  try {
    options = readOptions(process.argv.slice(2));
    if (options.help) {
      terminal.print(DEMO_USAGE);
      return 0;
    }
    verdict = await demo(options);
  } catch (error) {
    verdict = { exitCode: 1, reason: sentenceOf(error) };
  }
  report(verdict, options);
  return verdict.exitCode;
}

// Not process.exit: what was written to a pipe would be lost. Timers and servers that are left hold no process up.
process.exitCode = await main();
setTimeout(() => process.exit(), 1_000).unref();
