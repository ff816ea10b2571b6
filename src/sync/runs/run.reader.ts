import { Inject, Injectable } from '@nestjs/common';
import { CursorCodec } from '../../common/cursor.js';
import { NotFoundError } from '../../common/http.errors.js';
import type { Page } from '../../common/page.js';
import { ID_POSITION, readPage, type Windowed } from '../../common/page.reader.js';
import { CONFIG, type Config } from '../../config/config.js';
import { ALONG_INDEX_SQL } from '../../database/along-index.sql.js';
import { Database } from '../../database/database.js';
import type { Transaction } from '../../database/transaction.js';
import type { ListRunsDto } from './dto/list-runs.dto.js';
import { listRunsSql } from './run-list.sql.js';
import { snapshotsSql } from './run-snapshot.sql.js';
import type { RunSnapshot } from './run.snapshot.js';

const BY_IDS_SQL = snapshotsSql(['w.tenant_id = $1', 'w.id = ANY($2::uuid[])']);
const LIVE_SQL = snapshotsSql([
  'w.tenant_id = $1',
  'w.integration_id = ANY($2::uuid[])',
  `w.status IN ('queued', 'running')`,
]);

type FoundRun = Windowed<{ id: string }>;

/** Runs as their tenant sees them: with progress, and never one by one. */
@Injectable()
export class RunReader {
  private readonly listSql: ReturnType<typeof listRunsSql>;

  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    @Inject(CONFIG) { limits }: Config,
  ) {
    this.listSql = listRunsSql(limits.LIST_ROWS_READ);
  }

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
    return readPage<RunSnapshot, string>(this.cursors, query, {
      binding: [tenantId, 'sync/runs', integrationId, syncType, status],
      position: ID_POSITION,
      read: (before, limit) =>
        this.database.inTenant(tenantId, async (tx) => {
          const sql = integrationId ? this.listSql.ofIntegration : this.listSql.ofAll;
          await tx.execute(ALONG_INDEX_SQL);
          const found = await tx.rows<FoundRun>(sql, [tenantId, before, limit, integrationId, syncType, status]);
          return this.withProgress(tx, tenantId, found);
        }),
      positionOf: ({ id }) => id,
    });
  }

  /** Only those of the page are added up. The one at which reading ended is there for its id. */
  private async withProgress(
    tx: Transaction,
    tenantId: string,
    found: readonly FoundRun[],
  ): Promise<Windowed<RunSnapshot>[]> {
    const foundById = new Map(found.map((run) => [run.id, run]));
    const runs = await tx.rows<RunSnapshot>(BY_IDS_SQL, [tenantId, [...foundById.keys()]]);
    return runs.map((run) => ({ isMatch: true, isEnd: false, ...foundById.get(run.id), ...run }));
  }
}
