import { SandboxHttpServer, type SandboxReply, type SandboxRequest } from './http.server.js';
import type { SandboxWorld } from './sandbox.world.js';

interface RequestHandler {
  handle(request: SandboxRequest): Promise<SandboxReply>;
}

/** One vendor's API and its control calls, on one port of the loopback interface. */
export class Sandbox {
  private readonly server: SandboxHttpServer;

  constructor(
    private readonly world: SandboxWorld<unknown>,
    gateway: RequestHandler,
    control: RequestHandler,
  ) {
    this.server = new SandboxHttpServer((request) =>
      (request.path.startsWith('/_control/') ? control : gateway).handle(request),
    );
  }

  /** @returns the base URL */
  async listen(port: number): Promise<string> {
    return (this.world.baseUrl = await this.server.listen(port));
  }

  async close(): Promise<void> {
    this.world.close();
    await this.server.close();
  }
}
