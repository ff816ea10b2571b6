import { Sandbox } from '../common/sandbox.js';
import { QuickBooksGateway } from './api/quickbooks.gateway.js';
import { QuickBooksControl } from './control/quickbooks.control.js';
import type { CompanySpec } from './live/quickbooks.company.js';
import type { GivenTokens } from './oauth/token.vault.js';
import { QuickBooksWorld } from './quickbooks.world.js';

/** The accounting API of QuickBooks Online, Intuit's OAuth and the control calls on one port. */
export class QuickBooksSandbox extends Sandbox {
  constructor(accounts: readonly (CompanySpec & GivenTokens)[] = []) {
    const world = new QuickBooksWorld();
    super(world, new QuickBooksGateway(world), new QuickBooksControl(world));
    for (const account of accounts) world.openAccount(account);
  }
}
