import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../common/clock.js';
import { CursorCodec } from '../common/cursor.js';
import { NotFoundError, ValidationError } from '../common/http.errors.js';
import { readPage, type Windowed } from '../common/page.reader.js';
import { CONFIG, type Config } from '../config/config.js';
import { ALONG_INDEX_SQL } from '../database/along-index.sql.js';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { IntegrationStore } from '../integrations/connections/integration.store.js';
import type { ProviderPort } from '../providers/provider.port.js';
import { ProviderRegistry } from '../providers/providers.registry.js';
import type { ListRecordsQuery } from './list-records.query.js';
import { RecordChanges, type RecordFilter } from './record.changes.js';
import type { RecordDto, RecordPageDto } from './record.dto.js';
import { recordsByIdSql } from './record-list.sql.js';
import { RECORD_COLUMNS, toRecord, type RecordRow } from './record.row.js';

/** Where a page ended: in order of id, or of change. */
const POSITION = z.object({
  type: z.string(),
  externalId: z.string(),
  updatedAt: z.string().refine((time) => !Number.isNaN(Date.parse(time))),
});
type Position = z.infer<typeof POSITION>;

/** Reads what was synced, one tenant's integration at a time. */
@Injectable()
export class RecordReader {
  private readonly byId: ReturnType<typeof recordsByIdSql>;
  private readonly changes: RecordChanges;

  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly providers: ProviderRegistry,
    private readonly cursors: CursorCodec,
    private readonly clock: Clock,
    @Inject(CONFIG) { limits }: Config,
  ) {
    this.byId = recordsByIdSql(limits.LIST_ROWS_READ);
    this.changes = new RecordChanges(limits.LIST_ROWS_READ);
  }

  async list(tenantId: string, integrationId: string, query: ListRecordsQuery): Promise<RecordPageDto> {
    const { updatedSince, deleted } = query;
    return this.database.inTenant(tenantId, async (tx) => {
      const { provider: name } = await this.integrations.get(tx, integrationId);
      const provider = this.providers.get(name);
      const type = query.type === undefined ? null : typeOf(provider, query.type);
      const filter = { tenantId, integrationId, type, deleted: deleted ?? null };
      await tx.execute(ALONG_INDEX_SQL);
      const { data, nextCursor } = await readPage<RecordRow, Position>(this.cursors, query, {
        binding: [tenantId, 'records', integrationId, query.type, updatedSince, deleted],
        position: POSITION,
        read: (after, limit) =>
          updatedSince
            ? this.changes.read(tx, filter, updatedSince, after, limit)
            : this.readById(tx, filter, after, limit),
        positionOf,
      });
      const at = new Date(this.clock.now());
      return { data: data.map((row) => toRecord(row, provider, at, query.raw ?? false)), nextCursor };
    });
  }

  private readById(
    tx: Transaction,
    { tenantId, integrationId, type, deleted }: RecordFilter,
    after: Position | undefined,
    limit: number,
  ): Promise<Windowed<RecordRow>[]> {
    const sql = type === null ? this.byId.ofAll : this.byId.ofType;
    return tx.rows(sql, [tenantId, integrationId, type, deleted, after?.type ?? '', after?.externalId ?? '', limit]);
  }

  async get(
    tenantId: string,
    integrationId: string,
    type: string,
    externalId: string,
    withRaw: boolean,
  ): Promise<RecordDto> {
    return this.database.inTenant(tenantId, async (tx) => {
      const { provider: name } = await this.integrations.get(tx, integrationId);
      const provider = this.providers.get(name);
      const row = await tx.row<RecordRow>(
        `SELECT ${RECORD_COLUMNS} FROM records
         WHERE tenant_id = $1 AND integration_id = $2 AND type = $3 AND external_id = $4`,
        [tenantId, integrationId, findType(provider, type) ?? type, externalId],
      );
      if (!row) throw new NotFoundError('The record', 'record_not_found');
      return toRecord(row, provider, new Date(this.clock.now()), withRaw);
    });
  }
}

function positionOf({ type, externalId, updatedAt }: RecordRow): Position {
  return { type, externalId, updatedAt: updatedAt.toISOString() };
}

function findType(provider: ProviderPort, asked: string): string | undefined {
  const { streams } = provider.describe();
  return (streams.find(({ name }) => name === asked) ?? streams.find(({ shape }) => shape === asked))?.name;
}

function typeOf(provider: ProviderPort, asked: string): string {
  const type = findType(provider, asked);
  if (type) return type;
  const known = provider.describe().streams.map(({ name }) => name);
  throw new ValidationError([{ field: 'type', message: `must be one of ${known.join(', ')}` }]);
}
