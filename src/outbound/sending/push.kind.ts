import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { Metrics } from '../../observability/metrics.js';
import type { StoredError } from '../../work/failure.verdict.js';
import type { Applied, WorkContext, WorkKind } from '../../work/work.kind.js';
import { WorkRegistry } from '../../work/work.registry.js';
import { OUTBOUND_TARGET_TABLE, type ClaimedTarget } from '../targets/outbound-target.table.js';
import { TargetFacts } from '../targets/target.facts.js';
import { TargetStore } from '../targets/target.store.js';
import { PushGroup } from './push.group.js';
import { PushSlots } from './push.slots.js';
import type { Ended } from './turn.js';

/** Targets as a kind of work. What is due for a tenant is sent, to several integrations at a time. */
@Injectable()
export class PushKind implements WorkKind<ClaimedTarget>, OnModuleInit {
  readonly name = 'push';
  readonly table = OUTBOUND_TARGET_TABLE;
  readonly claims: WorkKind['claims'];
  /** Of its queue's slots, for each of the two jobs. Webhooks need the others. */
  readonly slots = 4;

  constructor(
    private readonly registry: WorkRegistry,
    private readonly group: PushGroup,
    private readonly targets: TargetStore,
    private readonly facts: TargetFacts,
    readonly lanes: PushSlots,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {
    // A claim lasts as long as its slowest account takes. The tenant's other claims use those that are free meanwhile.
    this.claims = { of: 'tenant', batch: config.limits.OUTBOUND_CLAIM_BATCH, perTenant: this.slots - 1 };
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  /** One integration's failure is not another's: each has its own outcome. */
  async apply(targets: readonly ClaimedTarget[], context: WorkContext<ClaimedTarget>): Promise<Applied<ClaimedTarget>> {
    const ended: Ended[] = [];
    const failed = new Map<ClaimedTarget, unknown>();
    await Promise.all(
      [...byIntegration(targets)].map(async (group) => {
        try {
          const outcome = await this.group.send(group, context);
          ended.push(...outcome.ended);
          for (const [target, error] of outcome.failed) failed.set(target, error);
        } catch (error) {
          for (const target of group) failed.set(target, context.signal.aborted ? context.signal.reason : error);
        }
      }),
    );
    return { ended, failed };
  }

  async onDead(tx: TenantTransaction, target: ClaimedTarget, { code, message }: StoredError): Promise<void> {
    await this.targets.recordReason(tx, target.id, { code: 'attempts', message: `${code}: ${message}` });
    await this.facts.dead(tx, target, 'attempts');
  }

  onEnded({ item: { provider, waitedSeconds }, status }: Ended): void {
    if (status === 'applied') this.metrics.outboundLag.observe({ provider }, waitedSeconds);
  }

  describe({ id, provider, target }: ClaimedTarget): string {
    return `Outbound target ${id} (${target} at ${provider})`;
  }
}

function byIntegration(targets: readonly ClaimedTarget[]): Iterable<ClaimedTarget[]> {
  const groups = new Map<string, ClaimedTarget[]>();
  for (const target of targets) {
    groups.set(target.integrationId, [...(groups.get(target.integrationId) ?? []), target]);
  }
  return groups.values();
}
