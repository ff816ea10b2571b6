import { SandboxHttpServer } from '../common/http.server.js';
import type { Sandbox } from '../common/sandbox.js';
import { QuickBooksGateway } from './api/quickbooks.gateway.js';
import { QuickBooksControl } from './control/quickbooks.control.js';
import type { CompanySpec } from './live/quickbooks.company.js';
import type { GivenTokens } from './oauth/token.vault.js';
import { QuickBooksWorld } from './quickbooks.world.js';

/** The accounting API of QuickBooks Online, Intuit's OAuth and the control calls on one port. */
export class QuickBooksSandbox implements Sandbox {
  private readonly world = new QuickBooksWorld();
  private readonly gateway = new QuickBooksGateway(this.world);
  private readonly control = new QuickBooksControl(this.world);
  private readonly server = new SandboxHttpServer((request) =>
    request.path.startsWith('/_control/') ? this.control.handle(request) : this.gateway.handle(request),
  );

  constructor(accounts: readonly (CompanySpec & GivenTokens)[] = []) {
    for (const account of accounts) this.world.openAccount(account);
  }

  listen(port: number): Promise<string> {
    return this.server.listen(port);
  }

  async close(): Promise<void> {
    this.world.close();
    await this.server.close();
  }
}
