import { ApiFront, type Gateway } from './api.front.js';
import { SandboxHttpServer, type SandboxReply, type SandboxRequest } from './http.server.js';
import type { SandboxWorld } from './sandbox.world.js';

const CONTROL = '/_control/';

/** One vendor's API and its control calls, on one port of the loopback interface. */
export class Sandbox {
  private readonly server: SandboxHttpServer;
  private readonly front: ApiFront;

  constructor(
    private readonly world: SandboxWorld<unknown>,
    gateway: Gateway,
    control: { handle(request: SandboxRequest): Promise<SandboxReply> },
  ) {
    this.front = new ApiFront(world, gateway);
    this.server = new SandboxHttpServer(
      (request) => (request.path.startsWith(CONTROL) ? control : this.front).handle(request),
      (path, body) => {
        if (!path.startsWith(CONTROL)) world.counter.sent(body);
      },
    );
  }

  /** @returns the base URL */
  async listen(port: number): Promise<string> {
    return (this.world.baseUrl = await this.server.listen(port));
  }

  async close(): Promise<void> {
    this.front.close();
    this.world.close();
    await this.server.close();
  }
}
