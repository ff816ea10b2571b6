import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnvironment } from './command.js';
import { ParentGuard } from './parent-guard.js';
import { childrenOf, findProcess } from './process-table.js';
import type { ServerLog } from './server-log.js';
import type { ServerRecord } from './server-record.js';

export interface ServerCommand {
  /** For messages: "PostgreSQL". */
  name: string;
  file: string;
  args: string[];
  cwd: string;
  env?: Record<string, string>;
  /** Asks for an orderly shutdown. */
  stopSignal: 'SIGINT' | 'SIGTERM';
  log: ServerLog;
  record: ServerRecord;
  notify: (line: string) => void;
}

const POLL_MS = 20;
const READY_WITHIN_MS = 60_000;
const ORDERLY_STOP_MS = 20_000;
const IMMEDIATE_STOP_MS = 5_000;

/** The server ended, or did not answer, before it was ready. */
export class ServerStartError extends Error {
  override readonly name = 'ServerStartError';

  /** Whether another process has the port, so that another port may do. */
  get portTaken(): boolean {
    return /address already in use/i.test(this.message);
  }
}

/** One run of a server that is a child of this process and ends with it. */
export class ServerProcess {
  readonly pid: number;
  private readonly guard: ParentGuard;
  private expectedToRun = false;

  private constructor(
    private readonly command: ServerCommand,
    private readonly child: ChildProcess,
    pid: number,
  ) {
    this.pid = pid;
    this.command.record.write(pid);
    this.guard = new ParentGuard(pid, command.stopSignal === 'SIGINT' ? 'INT' : 'TERM');
    child.once('exit', (code, signal) => {
      this.guard.release();
      this.command.record.remove();
      if (this.expectedToRun)
        command.notify(`${command.name} ended unexpectedly (${signal ?? code}), see ${command.log.path}`);
    });
  }

  /** @throws ServerStartError with the tail of the server's log. */
  static async start(command: ServerCommand, isReady: (pid: number) => Promise<boolean>): Promise<ServerProcess> {
    const output = command.log.open();
    const child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: childEnvironment(command.env),
      // Apart from the terminal: Ctrl-C reaches the service alone, which then drains and stops its servers in order.
      detached: true,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    // The caller may end without stopping the server: the guard sees to it.
    child.unref();
    if (child.pid === undefined) {
      const [cause] = (await once(child, 'error')) as [Error];
      throw new ServerStartError(`${command.name} could not be run: ${cause.message}`, { cause });
    }
    child.on('error', (error) => command.notify(`${command.name}: ${error.message}`));
    const server = new ServerProcess(command, child, child.pid);
    await server.waitUntilReady(isReady);
    return server;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Orderly, then less so: bounded. */
  async stop(): Promise<void> {
    this.expectedToRun = false;
    this.signal(this.command.stopSignal);
    if (await this.endsWithin(ORDERLY_STOP_MS)) return;
    this.signal('SIGQUIT');
    if (await this.endsWithin(IMMEDIATE_STOP_MS)) return;
    await this.kill();
  }

  /** What a power cut does to it, its worker processes included. */
  async kill(): Promise<void> {
    this.expectedToRun = false;
    if (this.running) killTree(this.pid);
    if (!(await this.endsWithin(IMMEDIATE_STOP_MS))) {
      throw new Error(`${this.command.name} (process ${this.pid}) outlived SIGKILL`);
    }
  }

  private async waitUntilReady(isReady: (pid: number) => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (this.running) {
      if (await isReady(this.pid)) {
        this.expectedToRun = true;
        return;
      }
      if (Date.now() > deadline) {
        await this.kill();
        throw this.startError(`was not ready within ${READY_WITHIN_MS / 1000} s`);
      }
      await delay(POLL_MS);
    }
    throw this.startError('ended while it was starting');
  }

  private startError(what: string): ServerStartError {
    const { name, log } = this.command;
    return new ServerStartError(`${name} ${what}; the last lines of ${log.path}:\n${log.tail()}`);
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.running) this.child.kill(signal);
  }

  private async endsWithin(timeoutMs: number): Promise<boolean> {
    if (!this.running) return true;
    // Without this the event loop could run dry, and the caller's process end, while somebody waits here.
    this.child.ref();
    const patience = new AbortController();
    const ended = once(this.child, 'exit', { signal: patience.signal }).then(
      () => true,
      () => false,
    );
    const timer = setTimeout(() => patience.abort(), timeoutMs);
    return ended.finally(() => {
      clearTimeout(timer);
      this.child.unref();
    });
  }
}

/** Ends a server that is not a child of this process: the one a killed parent left behind. */
export async function endOrphan(pid: number, stopSignal: NodeJS.Signals): Promise<void> {
  const orphan = findProcess(pid);
  const gone = (): boolean => findProcess(pid)?.started !== orphan?.started;
  for (const [signal, patienceMs] of [
    [stopSignal, ORDERLY_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
    ['SIGKILL', IMMEDIATE_STOP_MS],
  ] as const) {
    if (!orphan || gone()) return;
    if (signal === 'SIGKILL') killTree(pid);
    else send(pid, signal);
    for (const deadline = Date.now() + patienceMs; Date.now() < deadline && !gone();) await delay(POLL_MS);
  }
  if (!gone()) throw new Error(`Process ${pid} still serves this data folder and cannot be ended from here`);
}

/** The parent is halted first, so that it starts no successors for the children that go before it. */
function killTree(pid: number): void {
  send(pid, 'SIGSTOP');
  for (const child of childrenOf(pid)) send(child, 'SIGKILL');
  send(pid, 'SIGKILL');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
