import { SandboxHttpServer } from '../common/http.server.js';
import type { Sandbox } from '../common/sandbox.js';
import { SquareGateway } from './api/square.gateway.js';
import { SquareControl } from './control/square.control.js';
import type { AccountSpec } from './live/square.account.js';
import { SquareWorld } from './square.world.js';

/** Square's API and its control calls on one port. */
export class SquareSandbox implements Sandbox {
  private readonly world = new SquareWorld();
  private readonly gateway = new SquareGateway(this.world);
  private readonly control = new SquareControl(this.world);
  private readonly server = new SandboxHttpServer((request) =>
    request.path.startsWith('/_control/') ? this.control.handle(request) : this.gateway.handle(request),
  );

  constructor(accounts: readonly AccountSpec[] = []) {
    for (const account of accounts) this.world.createAccount(account);
  }

  listen(port: number): Promise<string> {
    return this.server.listen(port);
  }

  async close(): Promise<void> {
    this.world.close();
    await this.server.close();
  }
}
