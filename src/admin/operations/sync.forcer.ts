import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/principal.js';
import { NotFoundError } from '../../common/http.errors.js';
import { RunDto } from '../../sync/runs/dto/run.dto.js';
import { RunService } from '../../sync/runs/run.service.js';
import { CrossTenantReader } from '../cross-tenant.reader.js';
import type { ForceSyncDto } from './operations.dto.js';

/** Starts a sync of any tenant's integration, as that tenant's administrator would. */
@Injectable()
export class SyncForcer {
  constructor(
    private readonly reader: CrossTenantReader,
    private readonly runs: RunService,
  ) {}

  async force(admin: Principal, { integrationId, syncType }: ForceSyncDto): Promise<RunDto> {
    const owner = await this.reader.row<{ tenantId: string }>(
      `SELECT tenant_id AS "tenantId" FROM integrations WHERE id = $1`,
      [integrationId],
    );
    if (!owner) throw new NotFoundError('The integration', 'integration_not_found');
    const asOwner: Principal = { ...admin, tenantId: owner.tenantId };
    return RunDto.from(await this.runs.start(asOwner, { integrationId, syncType, mode: 'incremental' }));
  }
}
