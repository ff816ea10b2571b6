import { SandboxHttpServer } from '../common/http.server.js';
import { StripeGateway } from './api/stripe.gateway.js';
import { StripeControl } from './control/stripe.control.js';
import type { Sandbox } from '../common/sandbox.js';
import type { AccountSpec } from './live/stripe.account.js';
import { StripeWorld } from './stripe.world.js';

/** Stripe's API and its control calls on one port. */
export class StripeSandbox implements Sandbox {
  private readonly world = new StripeWorld();
  private readonly gateway = new StripeGateway(this.world);
  private readonly control = new StripeControl(this.world);
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
