import type { ServerProcess } from './server-process.js';

/** What the launchers return: one server across its restarts. */
export class ServerHandle {
  constructor(
    readonly url: string,
    readonly port: number,
    private server: ServerProcess,
    private readonly startAgain: (port: number) => Promise<ServerProcess>,
  ) {}

  /** Of the present run: a restart changes it. */
  get pid(): number {
    return this.server.pid;
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  async kill(): Promise<void> {
    await this.server.kill();
  }

  async restart(): Promise<void> {
    await this.server.stop();
    this.server = await this.startAgain(this.port);
  }
}
