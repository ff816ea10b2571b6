import { DemoError } from './demo.error.js';

const ORPHAN_CHECK_MS = 500;

/** The user asked the demo to end; this is not a failure. */
export class Interruption extends DemoError {
  constructor(readonly exitCode: number) {
    super('The demo was interrupted');
  }
}

/** Why the demo is to end before its time: a signal, a server that died, or a starter that is gone. */
export class DemoEnding {
  private readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  private finishing = false;

  constructor() {
    // Both npm and the terminal pass Ctrl-C on, so a second one is no more than an echo.
    process.on('SIGINT', () => this.end(new Interruption(130)));
    process.on('SIGTERM', () => this.end(new Interruption(143)));
    process.on('SIGHUP', () => this.end(new Interruption(129)));
    process.on('uncaughtException', (error) => this.end(new DemoError(error.message, error.stack)));
    process.on('unhandledRejection', (error) => this.end(new DemoError(String(error))));
    // The reader of the output has left. Print no more, but stop the servers.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => this.end(new Interruption(141)));
    if (process.env.npm_lifecycle_event) this.watchStarter();
  }

  /** The first reason counts. */
  readonly end = (reason: DemoError): void => {
    if (!this.finishing) this.controller.abort(reason);
  };

  /** From now on servers end because they are told to, and whatever still waits for one gives up. */
  finish(): void {
    this.finishing = true;
    this.controller.abort(new Interruption(0));
  }

  /** The reason for which the demo has to end, once there is one. */
  async reason(): Promise<DemoError> {
    if (!this.signal.aborted) await new Promise((resolve) => this.signal.addEventListener('abort', resolve));
    return this.signal.reason as DemoError;
  }

  /** `npm run` puts a shell between npm and us that dies of SIGTERM without passing it on. */
  private watchStarter(): void {
    const starter = process.ppid;
    setInterval(() => {
      if (process.ppid !== starter) this.end(new Interruption(143));
    }, ORPHAN_CHECK_MS).unref();
  }
}
