import type { Tenant } from './tenant.js';
import type { Account, World } from './world.js';

/** Creates another tenant, connected to an account with one customer. */
export async function oneCustomer(world: World, seed: number): Promise<{ tenant: Tenant; account: Account }> {
  const tenant = world.tenant();
  const account = await world.account({ counts: { customers: 1 }, seed });
  await tenant.connect(account.secretKey);
  return { tenant, account };
}
