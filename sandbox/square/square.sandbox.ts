import { Sandbox } from '../common/sandbox.js';
import { SquareGateway } from './api/square.gateway.js';
import { SquareControl } from './control/square.control.js';
import type { AccountSpec } from './live/square.account.js';
import { SquareWorld } from './square.world.js';

/** Square's API and its control calls on one port. */
export class SquareSandbox extends Sandbox {
  constructor(accounts: readonly AccountSpec[] = []) {
    const world = new SquareWorld();
    super(world, new SquareGateway(world), new SquareControl(world));
    for (const account of accounts) world.createAccount(account);
  }
}
