import { Sandbox } from '../common/sandbox.js';
import { MailchimpGateway } from './api/mailchimp.gateway.js';
import { MailchimpControl } from './control/mailchimp.control.js';
import type { AccountSpec } from './live/mailchimp.account.js';
import { MailchimpWorld } from './mailchimp.world.js';

/** Mailchimp's API, its login host and its control calls on one port. */
export class MailchimpSandbox extends Sandbox {
  constructor(accounts: readonly AccountSpec[] = []) {
    const world = new MailchimpWorld();
    super(world, new MailchimpGateway(world), new MailchimpControl(world));
    for (const account of accounts) world.createAccount(account);
  }
}
