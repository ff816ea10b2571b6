import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { ConnectionLoader } from '../../integrations/connections/connection.loader.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { rulesWith } from '../rules/rule.catalogue.js';
import { PauseStore } from '../rules/pause.store.js';
import { RuleStore } from '../rules/rule.store.js';
import type { Reason } from '../targets/target.store.js';
import type { PushAccount } from './turn.js';

/** Why nothing can be sent to an account now. */
export interface ClosedAccount {
  status: 'waiting' | 'skipped';
  reason: Reason;
}

const NEEDS_REAUTH: ClosedAccount = {
  status: 'waiting',
  reason: { code: 'auth', message: 'The account must be connected again' },
};
const DISCONNECTED: ClosedAccount = {
  status: 'skipped',
  reason: { code: 'disconnected', message: 'The integration is no longer connected' },
};
const TAKES_NOTHING: ClosedAccount = {
  status: 'skipped',
  reason: { code: 'not_supported', message: 'Nothing is pushed to this provider' },
};

/** Opens an account with its rules for one claim. Nothing is cached, because both change. */
@Injectable()
export class AccountOpener {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly loader: ConnectionLoader,
    private readonly rules: RuleStore,
    private readonly pauses: PauseStore,
  ) {}

  /** @throws SecretUnreadableError */
  async open(tenantId: string, integrationId: string): Promise<PushAccount | ClosedAccount> {
    const { row, decisions, isPaused } = await this.database.inTenant(tenantId, async (tx) => ({
      row: await this.integrations.find(tx, integrationId),
      decisions: (await this.rules.read(tx, [integrationId])).get(integrationId) ?? [],
      isPaused: await this.pauses.isPaused(tx, integrationId),
    }));
    if (!row || row.status === 'disconnected') return DISCONNECTED;
    if (row.status === 'needs_reauth') return NEEDS_REAUTH;
    const { integration, connection, provider } = await this.loader.open(tenantId, integrationId);
    const { push } = provider;
    if (!push) return TAKES_NOTHING;
    const rules = rulesWith(push, decisions);
    return { integration, connection, provider, push, rules, isPaused: isPaused || row.status === 'paused' };
  }
}

export const isClosed = (account: PushAccount | ClosedAccount): account is ClosedAccount => 'status' in account;
