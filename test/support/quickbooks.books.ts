import type { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config.js';
import { Metrics } from '../../src/observability/metrics.js';
import { ProviderCalls } from '../../src/providers/calls/provider.calls.js';
import { RateBudget } from '../../src/providers/calls/rate-budget.js';
import { quickbooksConfig } from '../../src/providers/quickbooks/quickbooks.config.js';
import QuickBooksProvider from '../../src/providers/quickbooks/quickbooks.provider.js';
import type { Json } from '../../src/providers/provider.values.js';
import type { PushPort } from '../../src/providers/push.port.js';
import type { VendorAccount } from '../providers/subject.js';
import { connectionTo } from './account.connection.js';
import { OutboundHub } from './outbound.hub.js';
import { IMPATIENT } from './outbound.times.js';

interface Posting {
  source: DataSource;
  /** Address of the sandbox. */
  url: string;
  account: VendorAccount;
  tenantId: string;
  /** What becomes of the push port. Absent: it stays as it is. */
  wrap?: (push: PushPort) => PushPort;
}

/** A hub that posts to a company. */
export async function postTo({ source, url, account, tenantId, wrap = (push) => push }: Posting) {
  const environment = {
    ...IMPATIENT,
    QUICKBOOKS_API_BASE_URL: url,
    QUICKBOOKS_RATE_PER_SECOND: '100000',
    BREAKER_FAILURES: '1000',
  };
  const config = loadConfig(environment, [quickbooksConfig]);
  const provider = new QuickBooksProvider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
  const { push } = provider;
  Object.defineProperty(provider, 'push', { value: wrap(push) });
  const connection = connectionTo(account);
  const hub = new OutboundHub(source, config, { provider, connection });
  const integrationId = await hub.connect(tenantId, { provider: 'quickbooks', externalAccountId: account.id });
  const context = { signal: new AbortController().signal };
  const choose = async (rule: string, option: string, name = '') =>
    (await push.choices(connection, rule, option, context)).find((choice) => choice.name.startsWith(name))!.id;
  const ticketItem = await choose('sale', 'ticketItem');
  const incomeAccount = await choose('item', 'incomeAccount');
  /** Switches a rule on, with these choices and those of before. */
  const decide = (rule: string, options: Record<string, Json> = {}) =>
    hub.engine.database.inTenant(tenantId, async (tx) => {
      const decided = (await hub.rules.read(tx, [integrationId])).get(integrationId);
      const before = decided?.find((one) => one.rule === rule)?.options;
      const decision = { rule, enabled: true, options: { ...before, ...options } };
      await hub.rules.decide(tx, integrationId, decision, 'user:spec');
    });
  await decide('item', { incomeAccount });
  await decide('sale', { depositTo: await choose('sale', 'depositTo', 'Checking'), taxItem: ticketItem, ticketItem });
  await decide('refund');
  await decide('reversal', { reversalAccount: incomeAccount });
  return { hub, tenantId, integrationId, account, decide };
}

export type Books = Awaited<ReturnType<typeof postTo>>;
