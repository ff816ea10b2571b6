import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { forEachConcurrent } from '../../common/for-each-concurrent.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { LogFields } from '../../observability/log/log.context.js';
import { Metrics } from '../../observability/metrics.js';
import { inItem } from '../../work/item.context.js';
import type { EndedItem } from '../../work/table/work.item.js';
import type { Applied, WorkContext, WorkKind } from '../../work/work.kind.js';
import { WorkRegistry } from '../../work/work.registry.js';
import type { Receiver } from '../receivers/receiver.js';
import { ReceiverStore } from '../receivers/receiver.store.js';
import { NotificationError } from './notification.error.js';
import { NotificationSender } from './notification.sender.js';
import { DELIVERED, NOTIFICATION_TABLE, type ClaimedNotification } from './notification.table.js';

/** What is put off because another one to the same receiver has failed just now. */
const BUSY = 'The receiver does not take another notification';

/** Notifications as a kind of work: what is due for a tenant is sent, to several receivers at a time. */
@Injectable()
export class NotificationKind implements WorkKind<ClaimedNotification>, OnModuleInit {
  readonly name = 'notification';
  readonly table = NOTIFICATION_TABLE;
  readonly claims: WorkKind['claims'];
  /** A receiver may take its time: runs need the other slots. */
  readonly slots = 2;

  constructor(
    private readonly registry: WorkRegistry,
    private readonly database: Database,
    private readonly receivers: ReceiverStore,
    private readonly sender: NotificationSender,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {
    this.claims = { of: 'tenant', batch: config.limits.NOTIFICATION_CLAIM_BATCH };
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async apply(
    items: readonly ClaimedNotification[],
    { tenantId, signal, finish }: WorkContext<ClaimedNotification>,
  ): Promise<Applied<ClaimedNotification>> {
    const failed = new Map<ClaimedNotification, unknown>();
    const ended: EndedItem<ClaimedNotification>[] = [];
    await Promise.all(
      [...byEndpoint(items)].map(async ([endpointId, ofEndpoint]) => {
        const receiver = await this.database.inTenant(tenantId, (tx) => this.receivers.find(tx, endpointId));
        await this.sendAll(receiver, ofEndpoint, signal, (item, error) => {
          if (error) failed.set(item, error);
          else ended.push({ item, status: DELIVERED, error: null });
        });
      }),
    );
    await this.database.inTenant(tenantId, async (tx) => {
      await finish(tx, ended);
      for (const [{ id, endpointId }, error] of failed) {
        if (!(error instanceof NotificationError)) continue;
        await this.receivers.recordAnswer(tx, id, error.responseStatus);
        if (error.code === 'endpoint_gone' && endpointId) await this.receivers.switchOff(tx, endpointId);
      }
    });
    return { ended, failed };
  }

  onEnded({ item, status }: EndedItem<ClaimedNotification>): void {
    this.metrics.notifications.inc({ outcome: status });
    if (status === DELIVERED) this.metrics.notificationLag.observe((Date.now() - item.createdAt.getTime()) / 1000);
  }

  logFields({ id: notificationId }: ClaimedNotification): LogFields {
    return { notificationId };
  }

  describe({ id, type }: ClaimedNotification): string {
    return `Notification ${id} (${type})`;
  }

  /** The first one alone: while it fails, a receiver has one notification at a time. */
  private async sendAll(
    receiver: Receiver | undefined,
    [first, ...rest]: readonly ClaimedNotification[],
    signal: AbortSignal,
    onEnd: (item: ClaimedNotification, error?: unknown) => void,
  ): Promise<void> {
    if (!first) return;
    if (!receiver) {
      const off = new NotificationError('endpoint_inactive', 'The endpoint is switched off', null, {
        retryable: false,
      });
      for (const item of [first, ...rest]) onEnd(item, off);
      return;
    }
    const send = (item: ClaimedNotification) => inItem(this, item, () => this.sendOne(receiver, item, signal));
    let failure = await send(first);
    onEnd(first, failure);
    await forEachConcurrent(rest, this.config.limits.NOTIFICATIONS_AT_ONCE, async (item) => {
      if (failure) return onEnd(item, new NotificationError('receiver_busy', BUSY, null, { usesAttempt: false }));
      const error = await send(item);
      failure ??= error;
      onEnd(item, error);
    });
  }

  private async sendOne(receiver: Receiver, { id, body }: ClaimedNotification, signal: AbortSignal): Promise<unknown> {
    try {
      await this.sender.send(receiver, { id, body }, signal);
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      return error;
    }
  }
}

function byEndpoint(items: readonly ClaimedNotification[]): Map<string | null, ClaimedNotification[]> {
  const groups = new Map<string | null, ClaimedNotification[]>();
  for (const item of items) groups.set(item.endpointId, [...(groups.get(item.endpointId) ?? []), item]);
  return groups;
}
