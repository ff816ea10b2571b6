import { Injectable } from '@nestjs/common';
import { LeasedWork } from '../leased.work.js';
import { DONE, type JobOutcome } from '../job.outcome.js';
import type { WorkRef } from '../queue.table.js';
import type { RegisteredWork } from '../work.registry.js';

/** Claims the row that a hint names, unless its tenant has used its share and other tenants wait. */
@Injectable()
export class RowClaims {
  constructor(private readonly leased: LeasedWork) {}

  async follow(work: RegisteredWork, job: string, ref: WorkRef): Promise<JobOutcome> {
    const { kind, table } = work;
    if (kind.claims.of !== 'row') throw new Error(`${kind.name} is not claimed by row`);
    const { share } = kind.claims;
    if (kind.pressure && !(await kind.pressure.subsides())) return DONE;
    const claim = await table.claimRow(job, ref, share);
    if (!claim) return DONE;
    return this.leased.carryOut({ work, job, ...ref, items: [claim.item], share });
  }
}
