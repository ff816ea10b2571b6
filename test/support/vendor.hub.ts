import type { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config.js';
import { Metrics } from '../../src/observability/metrics.js';
import { ProviderCalls } from '../../src/providers/calls/provider.calls.js';
import { RateBudget } from '../../src/providers/calls/rate-budget.js';
import type { PushPort } from '../../src/providers/push.port.js';
import type { Subject, VendorAccount } from '../providers/subject.js';
import { connectionTo } from './account.connection.js';
import { OutboundHub } from './outbound.hub.js';
import { IMPATIENT } from './outbound.times.js';

interface Pushing {
  source: DataSource;
  /** Address of the sandbox. */
  url: string;
  account: VendorAccount;
  tenantId: string;
  /** What becomes of the push port. */
  wrap: (push: PushPort) => PushPort;
}

/** A hub that pushes everything to an account of a provider. */
export async function pushTo(subject: Subject, { source, url, account, tenantId, wrap }: Pushing) {
  const config = loadConfig({ ...IMPATIENT, BREAKER_FAILURES: '1000', ...subject.environment(url) }, [subject.config]);
  const provider = new subject.provider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
  Object.defineProperty(provider, 'push', { value: wrap(provider.push!) });
  const connection = connectionTo(account);
  const hub = new OutboundHub(source, config, { provider, connection });
  const integrationId = await hub.connect(tenantId, { provider: subject.name, externalAccountId: account.id });
  await hub.engine.database.inTenant(tenantId, async (tx) => {
    for (const { name: rule } of provider.push!.rules) {
      await hub.rules.decide(tx, integrationId, { rule, enabled: true, options: {} }, 'user:spec');
    }
  });
  return hub;
}
