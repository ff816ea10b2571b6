import type { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config.js';
import { Metrics } from '../../src/observability/metrics.js';
import type { RuleDecision } from '../../src/outbound/rules/rule.catalogue.js';
import { ProviderCalls } from '../../src/providers/calls/provider.calls.js';
import { RateBudget } from '../../src/providers/calls/rate-budget.js';
import { quickbooksConfig } from '../../src/providers/quickbooks/quickbooks.config.js';
import QuickBooksProvider from '../../src/providers/quickbooks/quickbooks.provider.js';
import type { PushPort } from '../../src/providers/push.port.js';
import type { VendorAccount } from '../providers/subject.js';
import { OutboundHub } from './outbound.hub.js';

interface Books {
  source: DataSource;
  /** Address of the sandbox. */
  url: string;
  account: VendorAccount;
  tenantId: string;
  /** What becomes of the push port. Absent: it stays as it is. */
  wrap?: (push: PushPort) => PushPort;
}

/** A hub that posts to a company. Doubts are settled within seconds. */
export async function postTo({ source, url, account, tenantId, wrap = (push) => push }: Books) {
  const environment = {
    ROLES: 'worker',
    OUTBOUND_SAFE_WINDOW_SECONDS: '3',
    OUTBOUND_SETTLE_SECONDS: '1',
    OUTBOUND_WRITE_TIMEOUT_SECONDS: '1',
    OUTBOUND_REPLAY_SECONDS: '1',
    OUTBOUND_REPLAY_MAX_SECONDS: '2',
    OUTBOUND_SLOT_PAUSE_SECONDS: '1',
    OUTBOUND_UNKNOWN_IN_A_ROW: '10',
    QUICKBOOKS_API_BASE_URL: url,
    QUICKBOOKS_RATE_PER_SECOND: '100000',
    BREAKER_FAILURES: '1000',
  };
  const config = loadConfig(environment, [quickbooksConfig]);
  const provider = new QuickBooksProvider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
  const { push } = provider;
  Object.defineProperty(provider, 'push', { value: wrap(push) });
  const { id: externalAccountId, credentials } = account;
  const connection = {
    tenantId: '',
    integrationId: '',
    externalAccountId,
    environment: 'sandbox' as const,
    authMethod: 'key' as const,
    credentials,
    settings: {},
    current: async () => credentials,
  };
  const hub = new OutboundHub(source, config, { provider, connection });
  const integrationId = await hub.connect(tenantId, { provider: 'quickbooks', externalAccountId });
  const context = { signal: new AbortController().signal };
  const choose = async (rule: string, option: string, name = '') =>
    (await push.choices(connection, rule, option, context)).find((choice) => choice.name.startsWith(name))!.id;
  const ticketItem = await choose('sale', 'ticketItem');
  const incomeAccount = await choose('item', 'incomeAccount');
  const decisions: RuleDecision[] = [
    { rule: 'item', enabled: true, options: { incomeAccount } },
    {
      rule: 'sale',
      enabled: true,
      options: { depositTo: await choose('sale', 'depositTo', 'Checking'), taxItem: ticketItem, ticketItem },
    },
    { rule: 'refund', enabled: true, options: {} },
    { rule: 'reversal', enabled: true, options: { reversalAccount: incomeAccount } },
  ];
  await hub.engine.database.inTenant(tenantId, async (tx) => {
    for (const decision of decisions) await hub.rules.decide(tx, integrationId, decision, 'user:spec');
  });
  return { hub, tenantId, integrationId, account };
}
