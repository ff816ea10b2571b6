import { Inject, Injectable } from '@nestjs/common';
import { CursorCodec } from '../../common/cursor.js';
import { NotFoundError } from '../../common/http.errors.js';
import type { Page } from '../../common/page.js';
import { ID_POSITION, readPage, type Windowed } from '../../common/page.reader.js';
import { CONFIG, type Config } from '../../config/config.js';
import { ALONG_INDEX_SQL } from '../../database/along-index.sql.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { ENTITIES } from '../items/entity.js';
import { ExternalUrls, type UrlOf } from './external.urls.js';
import type { ListOutboundQuery } from './list-outbound.query.js';
import { OperationView, type OperationRow } from './operation.view.js';
import type { OutboundDetailDto, OutboundTargetDto } from './target.dto.js';
import { findTargetSql, OPERATIONS_SQL, targetListSql, type TargetListSql } from './target-list.sql.js';
import { toTargetDto, type TargetRow } from './target.view.js';

/** What becomes of the objects that the platform pushes, as a tenant sees it. */
@Injectable()
export class TargetReader {
  private readonly listSql: TargetListSql;
  private readonly findSql: string;

  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly urls: ExternalUrls,
    private readonly operations: OperationView,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {
    const { LIST_ROWS_READ: window, OUTBOUND_WAIT_REPORTED_SECONDS: reportedAfter } = config.limits;
    this.listSql = targetListSql(window, reportedAfter);
    this.findSql = findTargetSql(reportedAfter);
  }

  async list(tenantId: string, query: ListOutboundQuery): Promise<Page<OutboundTargetDto>> {
    const { integrationId, entity, platformId, target, status, since } = query;
    let urlOf: UrlOf = () => null;
    const { data, nextCursor } = await readPage(this.cursors, query, {
      binding: [tenantId, 'outbound', integrationId, entity, platformId, target, status, since],
      position: ID_POSITION,
      read: (after, limit) =>
        this.database.inTenant(tenantId, async (tx) => {
          const rows = await this.read(tx, query, after, limit);
          urlOf = await this.urls.of(tx, rows);
          return rows;
        }),
      positionOf: ({ id }) => id,
    });
    return { data: data.map((row) => toTargetDto(row, urlOf(row))), nextCursor };
  }

  /** @throws NotFoundError also for another tenant's target */
  get(tenantId: string, id: string): Promise<OutboundDetailDto> {
    return this.database.inTenant(tenantId, async (tx) => {
      const most = this.config.limits.OUTBOUND_OPERATIONS_LISTED;
      const operations = await tx.rows<OperationRow>(OPERATIONS_SQL, [tenantId, id, most]);
      return {
        ...(await this.shown(tx, id)),
        operations: operations.map((operation) => this.operations.show(tenantId, id, operation)),
      };
    });
  }

  /** {@link get}, without its requests. */
  summary(tenantId: string, id: string): Promise<OutboundTargetDto> {
    return this.database.inTenant(tenantId, (tx) => this.shown(tx, id));
  }

  /** @throws NotFoundError */
  async find(tx: TenantTransaction, id: string): Promise<TargetRow> {
    const row = await tx.row<TargetRow>(this.findSql, [tx.tenantId, id]);
    if (!row) throw new NotFoundError('The target', 'outbound_target_not_found');
    return row;
  }

  private async shown(tx: TenantTransaction, id: string): Promise<OutboundTargetDto> {
    const row = await this.find(tx, id);
    const urlOf = await this.urls.of(tx, [row]);
    return toTargetDto(row, urlOf(row));
  }

  private async read(
    tx: TenantTransaction,
    { integrationId, entity, platformId, target, status, since }: ListOutboundQuery,
    after: string | undefined,
    limit: number,
  ): Promise<Windowed<TargetRow>[]> {
    const { ofAll, ofDead, ofItem } = this.listSql;
    const values = [tx.tenantId, after, limit, integrationId, entity, target, since, status];
    if (platformId !== undefined) {
      return tx.rows(ofItem, [...values, entity ? [entity] : ENTITIES, platformId]);
    }
    await tx.execute(ALONG_INDEX_SQL);
    return tx.rows(status === 'dead' ? ofDead : ofAll, values);
  }
}
