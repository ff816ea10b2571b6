import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import { ConnectionListeners, type ConnectionListener } from '../../integrations/connections/connection.listeners.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { isForAllVenues } from '../../providers/kit/push/all-venues.option.js';
import { FollowingBatches } from '../items/following.batches.js';

const NO_RULES: Parameters<typeof isForAllVenues>[0] = new Map();

/**
 * An integration that is given another venue is another sender: who consented to the one before leaves it. What it has, and what
 * it may get, is planned again in the transaction that changes it.
 */
@Injectable()
export class ScopeFollower implements ConnectionListener, OnModuleInit {
  constructor(
    private readonly integrations: IntegrationStore,
    private readonly following: FollowingBatches,
    @Inject(ConnectionListeners) private readonly listeners: Pick<ConnectionListeners, 'add'>,
  ) {}

  onModuleInit(): void {
    this.listeners.add(this);
  }

  async changed(tx: TenantTransaction, integrationId: string, before?: IntegrationRow): Promise<void> {
    if (!before) return;
    const now = await this.integrations.get(tx, integrationId);
    const isSame = now.venueId === before.venueId && isForAll(now) === isForAll(before);
    if (!isSame) await this.following.begin(tx, integrationId);
  }
}

const isForAll = ({ settings }: IntegrationRow): boolean => isForAllVenues(NO_RULES, settings);
