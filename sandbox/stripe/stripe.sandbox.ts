import { Sandbox } from '../common/sandbox.js';
import { StripeGateway } from './api/stripe.gateway.js';
import { StripeControl } from './control/stripe.control.js';
import type { AccountSpec } from './live/stripe.account.js';
import { StripeWorld } from './stripe.world.js';

/** Stripe's API and its control calls on one port. */
export class StripeSandbox extends Sandbox {
  constructor(accounts: readonly AccountSpec[] = []) {
    const world = new StripeWorld();
    super(world, new StripeGateway(world), new StripeControl(world));
    for (const account of accounts) world.createAccount(account);
  }
}
