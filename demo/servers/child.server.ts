import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { ParentGuard } from '../../src/embedded/parent-guard.js';
import { DemoError } from '../demo.error.js';
import { deferred } from './deferred.js';

export interface ChildCommand {
  /** For messages: "The service". */
  name: string;
  script: string;
  env: Record<string, string>;
  cwd: string;
  logFile: string;
  /** Whether this line of its output says that it is ready. */
  isReady: (line: string) => boolean;
  /** It ended without having been asked to. */
  onDeath: (error: DemoError) => void;
}

const READY_WITHIN_MS = 60_000;
/** The service promises to end within 25 s. */
const STOP_WITHIN_MS = 25_000;
const TAIL_LINES = 15;

/** A Node program as a child process: its output goes to a log file, and it ends with this process. */
export class ChildServer {
  private readonly tail: string[] = [];
  private readonly exited: Promise<void>;
  private readonly ready = deferred<string>();
  private stopping = false;

  private constructor(
    private readonly command: ChildCommand,
    private readonly child: ChildProcess,
  ) {
    this.exited = once(child, 'exit').then(() => undefined);
    const guard = child.pid === undefined ? undefined : new ParentGuard(child.pid, 'TERM');
    child.once('exit', (code, signal) => {
      guard?.release();
      // Its last words may still be in the pipe.
      setTimeout(() => this.ended(signal ?? `code ${code}`), 50);
    });
    child.once('error', (error) => this.ended(error.message));
    this.readOutput();
  }

  static launch(command: ChildCommand): ChildServer {
    // Apart from the terminal: Ctrl-C reaches the demo alone, which then stops its servers in order.
    const options = { cwd: command.cwd, env: command.env, detached: true };
    return new ChildServer(
      command,
      spawn(process.execPath, [command.script], { ...options, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
  }

  /** The line that said so. @throws DemoError with the end of the log */
  async untilReady(signal: AbortSignal): Promise<string> {
    const patience = new AbortController();
    const tooLate = delay(READY_WITHIN_MS, undefined, { signal: AbortSignal.any([signal, patience.signal]) }).then(
      () => {
        throw this.error(`was not ready within ${READY_WITHIN_MS / 1000} s`);
      },
    );
    try {
      return await Promise.race([this.ready.promise, tooLate]);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      patience.abort();
      tooLate.catch(() => undefined);
    }
  }

  /** SIGTERM, and SIGKILL in the end. @throws DemoError when it came to that */
  async stop(): Promise<void> {
    this.stopping = true;
    if (!this.running) return;
    this.child.kill('SIGTERM');
    const patience = new AbortController();
    const timer = delay(STOP_WITHIN_MS, 'late', { signal: patience.signal }).catch(() => undefined);
    const outcome = await Promise.race([this.exited, timer]);
    patience.abort();
    if (outcome !== 'late') return;
    this.child.kill('SIGKILL');
    await this.exited;
    throw new DemoError(`it was killed after ${STOP_WITHIN_MS / 1000} s`);
  }

  private get running(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  private readOutput(): void {
    const log = createWriteStream(this.command.logFile, { flags: 'a', mode: 0o600 });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`);
        this.tail.push(line);
        if (this.tail.length > TAIL_LINES) this.tail.shift();
        if (this.command.isReady(line)) this.ready.resolve(line);
      });
    }
    void this.exited.then(() => setTimeout(() => log.end(), 100).unref());
  }

  private ended(how: string): void {
    if (this.stopping) return;
    const error = this.error(`ended unexpectedly (${how})`);
    this.ready.reject(error);
    this.ready.promise.catch(() => undefined);
    this.command.onDeath(error);
  }

  private error(what: string): DemoError {
    return new DemoError(`${this.command.name} ${what}; its log is ${this.command.logFile}`, this.tail.join('\n'));
  }
}
