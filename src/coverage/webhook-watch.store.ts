import { Injectable } from '@nestjs/common';
import type { TenantTransaction, Transaction } from '../database/transaction.js';
import {
  NOTE_CHANGE_SQL,
  NOTE_EVENT_SQL,
  SETTLE_WATCH_SQL,
  TAKE_DUE_WATCHES_SQL,
  WATCH_SQL,
} from './webhook-watch.sql.js';

export interface WatchedIntegration {
  tenantId: string;
  integrationId: string;
}

/** When an integration last had an event, and when a run last brought changes that should have come by events. */
export interface WebhookWatch {
  /** `null`: it never had one. */
  eventAt: Date | null;
  changedAt: Date | null;
}

/** Rows of `webhook_watches`: what tells that the webhooks of an integration no longer arrive. */
@Injectable()
export class WebhookWatchStore {
  /** An event arrived. Called rarely, not for each event. */
  async noteEvent(tx: TenantTransaction, integrationId: string): Promise<void> {
    await tx.execute(NOTE_EVENT_SQL, [tx.tenantId, integrationId]);
  }

  /**
   * A run has brought changes that should have come by events.
   * @param graceSeconds after which the integration is checked: their events may still be on their way
   */
  async noteChange(tx: TenantTransaction, integrationId: string, graceSeconds: number): Promise<void> {
    await tx.execute(NOTE_CHANGE_SQL, [tx.tenantId, integrationId, graceSeconds]);
  }

  find(tx: TenantTransaction, integrationId: string): Promise<WebhookWatch | undefined> {
    return tx.row<WebhookWatch>(WATCH_SQL, [tx.tenantId, integrationId]);
  }

  /** @param checkSeconds when it is checked again; `null`: not before a run brings such changes */
  async settle(tx: TenantTransaction, integrationId: string, checkSeconds: number | null): Promise<void> {
    await tx.execute(SETTLE_WATCH_SQL, [tx.tenantId, integrationId, checkSeconds]);
  }

  /** Integrations of all tenants that are due for a check. They are due again after `leaseSeconds`, unless settled. */
  takeDue(crossing: Transaction, limit: number, leaseSeconds: number): Promise<WatchedIntegration[]> {
    return crossing.rows<WatchedIntegration>(TAKE_DUE_WATCHES_SQL, [limit, leaseSeconds]);
  }
}
