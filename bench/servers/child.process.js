import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

const STOP_WITHIN_MS = 30_000;

/** @type {Set<BenchProcess>} */
const running = new Set();
let over = false;

/** @typedef {{release(): void}} Guard */
/** @type {(pid: number) => Guard | undefined} */
let guard = () => undefined;

/**
 * From now on each process gets a guard that ends it should this process be killed.
 * @param {(pid: number) => Guard} create
 */
export function guardProcesses(create) {
  guard = create;
}

/** Ends, by pid, whatever this run has started and not stopped; nothing can be started any more. */
export async function stopAllProcesses() {
  over = true;
  await Promise.all([...running].map((child) => child.stop()));
}

/** One program of the benchmark; its output goes to a file in the run's folder. */
export class BenchProcess {
  /**
   * @param {object} options
   * @param {string} options.name
   * @param {string} options.logDir
   * @param {string[]} options.args of node
   * @param {Record<string, string>} [options.env]
   * @param {string} [options.cwd]
   * @param {boolean} [options.ipc]
   */
  constructor({ name, logDir, args, env = {}, cwd, ipc = false }) {
    if (over) throw new Error('The run is being stopped');
    this.name = name;
    this.tail = '';
    this.child = spawn(process.execPath, args, {
      cwd,
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? [/** @type {const} */ ('ipc')] : [])],
    });
    const log = createWriteStream(join(logDir, `${name}.log`), { flags: 'a' });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => {
        log.write(chunk);
        this.tail = (this.tail + chunk).slice(-2000);
      });
    }
    /** @type {Promise<number>} exit code; -1 when a signal ended it */
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.tail += error.message;
        resolve(-1);
      });
      this.child.once('close', (code) => resolve(code ?? -1));
    });
    running.add(this);
    const watch = this.child.pid === undefined ? undefined : guard(this.child.pid);
    void this.ended.then(() => {
      running.delete(this);
      watch?.release();
      log.end();
    });
  }

  get pid() {
    return /** @type {number} */ (this.child.pid);
  }

  get isRunning() {
    return running.has(this);
  }

  /**
   * Polls until `probe` no longer throws.
   * @param {() => Promise<unknown>} probe
   * @param {number} withinMs
   */
  async ready(probe, withinMs = 30_000) {
    const deadline = Date.now() + withinMs;
    for (;;) {
      if (!this.isRunning) throw new Error(`${this.name} ended before it was ready:\n${this.tail}`);
      const failure = await probe().then(
        () => undefined,
        (/** @type {Error} */ error) => error,
      );
      if (!failure) return;
      if (Date.now() > deadline)
        throw new Error(`${this.name} not ready in ${withinMs} ms: ${failure.message}\n${this.tail}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** SIGTERM, and SIGKILL for one that does not listen. */
  async stop() {
    if (!this.isRunning) return;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_WITHIN_MS);
    await this.ended;
    clearTimeout(timer);
  }
}
