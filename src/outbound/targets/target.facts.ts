import { Inject, Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import { Facts } from '../../facts/facts.js';
import type { ClaimedTarget } from './outbound-target.table.js';

/** Facts about targets. Equal ones are reported as one, with their number. */
@Injectable()
export class TargetFacts {
  constructor(@Inject(Facts) private readonly facts: Pick<Facts, 'record'>) {}

  /** The target was given up. Called in that transaction. */
  async dead(tx: TenantTransaction, target: ClaimedTarget, code: string): Promise<void> {
    const { id: outboundId, integrationId, provider } = target;
    const key = [integrationId, target.target, code].join('/');
    await this.facts.record(tx, 'outbound.dead', key, {
      integrationId,
      provider,
      target: target.target,
      outboundId,
      code,
    });
  }
}
