import { SandboxHttpServer } from '../common/http.server.js';
import type { Sandbox } from '../common/sandbox.js';
import { MailchimpGateway } from './api/mailchimp.gateway.js';
import { MailchimpControl } from './control/mailchimp.control.js';
import type { AccountSpec } from './live/mailchimp.account.js';
import { MailchimpWorld } from './mailchimp.world.js';

/** Mailchimp's API, its login host and its control calls on one port. */
export class MailchimpSandbox implements Sandbox {
  private readonly world = new MailchimpWorld();
  private readonly gateway = new MailchimpGateway(this.world);
  private readonly control = new MailchimpControl(this.world);
  private readonly server = new SandboxHttpServer((request) =>
    request.path.startsWith('/_control/') ? this.control.handle(request) : this.gateway.handle(request),
  );

  constructor(accounts: readonly AccountSpec[] = []) {
    for (const account of accounts) this.world.createAccount(account);
  }

  async listen(port: number): Promise<string> {
    return (this.world.baseUrl = await this.server.listen(port));
  }

  async close(): Promise<void> {
    this.world.close();
    await this.server.close();
  }
}
