import { Injectable } from '@nestjs/common';
import { CursorCodec } from '../../common/cursor.js';
import { NotFoundError } from '../../common/http.errors.js';
import type { Page } from '../../common/page.js';
import { ID_POSITION, readPage } from '../../common/page.reader.js';
import { Database } from '../../database/database.js';
import type { Transaction } from '../../database/transaction.js';
import type { ListRunsDto } from './dto/list-runs.dto.js';
import { snapshotsSql } from './run-snapshot.sql.js';
import type { RunSnapshot } from './run.snapshot.js';

const BY_IDS_SQL = snapshotsSql(['r.tenant_id = $1', 'r.id = ANY($2::uuid[])']);
const LIVE_SQL = snapshotsSql([
  'r.tenant_id = $1',
  'r.integration_id = ANY($2::uuid[])',
  `r.status IN ('queued', 'running')`,
]);

/** Runs as their tenant sees them: with progress, and never one by one. */
@Injectable()
export class RunReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** @throws NotFoundError also for another tenant's run */
  async get(tenantId: string, id: string): Promise<RunSnapshot> {
    const [run] = await this.find(tenantId, [id]);
    if (!run) throw new NotFoundError('The run', 'run_not_found');
    return run;
  }

  /** Newest first, whatever the order of `ids`; missing ones are left out. */
  find(tenantId: string, ids: readonly string[]): Promise<RunSnapshot[]> {
    return this.database.inTenant(tenantId, (tx) => tx.rows<RunSnapshot>(BY_IDS_SQL, [tenantId, ids]));
  }

  live(tx: Transaction, tenantId: string, integrationIds: readonly string[]): Promise<RunSnapshot[]> {
    return tx.rows<RunSnapshot>(LIVE_SQL, [tenantId, integrationIds]);
  }

  list(tenantId: string, query: ListRunsDto): Promise<Page<RunSnapshot>> {
    const { integrationId, syncType, status } = query;
    return readPage(this.cursors, query, {
      binding: [tenantId, 'sync/runs', integrationId, syncType, status],
      position: ID_POSITION,
      read: (before, limit) => {
        const { sql, parameters } = listing(tenantId, { integrationId, syncType, status, before }, limit);
        return this.database.inTenant(tenantId, (tx) => tx.rows<RunSnapshot>(sql, parameters));
      },
      positionOf: ({ id }) => id,
    });
  }
}

type Filter = Pick<ListRunsDto, 'integrationId' | 'syncType' | 'status'> & { before?: string };

/** Only the conditions that are asked for, so that each combination has a plan by its own index. */
function listing(tenantId: string, filter: Filter, limit: number): { sql: string; parameters: unknown[] } {
  const parameters: unknown[] = [tenantId, limit];
  const conditions = ['r.tenant_id = $1'];
  const add = (column: string, value: string | undefined) => {
    if (value) conditions.push(`${column} $${parameters.push(value)}`);
  };
  add('r.integration_id =', filter.integrationId);
  add('r.sync_type =', filter.syncType);
  add('r.status =', filter.status);
  add('r.id <', filter.before);
  return { sql: snapshotsSql(conditions, '$2'), parameters };
}
