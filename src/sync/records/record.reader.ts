import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CursorCodec } from '../../common/cursor.js';
import { NotFoundError, ValidationError } from '../../common/http.errors.js';
import { readPage } from '../../common/page.reader.js';
import { Database } from '../../database/database.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import type { ListRecordsQuery } from './list-records.query.js';
import type { RecordDto, RecordPageDto } from './record.dto.js';
import { RECORD_COLUMNS, toRecord, type RecordRow } from './record.row.js';

/** Where a page ended: in order of id, or of change. */
const POSITION = z.object({
  type: z.string(),
  externalId: z.string(),
  updatedAt: z.string().refine((time) => !Number.isNaN(Date.parse(time))),
});
type Position = z.infer<typeof POSITION>;

/** $1 tenant, $2 integration, $3 type, $4 deleted, $5.. position, $6 limit: by id, along the primary key. */
const BY_ID_SQL = `
  SELECT ${RECORD_COLUMNS} FROM records
  WHERE tenant_id = $1 AND integration_id = $2 AND ($3::text IS NULL OR type = $3)
    AND ($4::boolean IS NULL OR (deleted_at IS NOT NULL) = $4) AND (type, external_id) > ($5, $6)
  ORDER BY type, external_id LIMIT $7`;

/** By change, along its own index: $7 type, $8 updated, $9 id of the position. */
const BY_CHANGE_SQL = `
  SELECT ${RECORD_COLUMNS} FROM records
  WHERE tenant_id = $1 AND integration_id = $2 AND ($3::text IS NULL OR type = $3)
    AND ($4::boolean IS NULL OR (deleted_at IS NOT NULL) = $4) AND updated_at >= $5
    AND (type, updated_at, external_id) > ($6, $7::timestamptz, $8)
  ORDER BY type, updated_at, external_id LIMIT $9`;

const START: Position = { type: '', externalId: '', updatedAt: '-infinity' };

/** Reads what was synced, one tenant's integration at a time. */
@Injectable()
export class RecordReader {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly providers: ProviderRegistry,
    private readonly cursors: CursorCodec,
  ) {}

  async list(tenantId: string, integrationId: string, query: ListRecordsQuery): Promise<RecordPageDto> {
    const { updatedSince, deleted } = query;
    return this.database.inTenant(tenantId, async (tx) => {
      const { provider: name } = await this.integrations.get(tx, tenantId, integrationId);
      const provider = this.providers.get(name);
      const type = query.type === undefined ? null : typeOf(provider, query.type);
      const filter = [tenantId, integrationId, type, deleted ?? null];
      const { data, nextCursor } = await readPage<RecordRow, Position>(this.cursors, query, {
        binding: [tenantId, 'records', integrationId, query.type, updatedSince, deleted],
        position: POSITION,
        read: ({ type: after, externalId, updatedAt } = START, limit) =>
          updatedSince
            ? tx.rows(BY_CHANGE_SQL, [...filter, updatedSince, after, updatedAt, externalId, limit])
            : tx.rows(BY_ID_SQL, [...filter, after, externalId, limit]),
        positionOf,
      });
      return { data: data.map((row) => toRecord(row, provider, query.raw ?? false)), nextCursor };
    });
  }

  async get(
    tenantId: string,
    integrationId: string,
    type: string,
    externalId: string,
    withRaw: boolean,
  ): Promise<RecordDto> {
    return this.database.inTenant(tenantId, async (tx) => {
      const { provider: name } = await this.integrations.get(tx, tenantId, integrationId);
      const provider = this.providers.get(name);
      const row = await tx.row<RecordRow>(
        `SELECT ${RECORD_COLUMNS} FROM records
         WHERE tenant_id = $1 AND integration_id = $2 AND type = $3 AND external_id = $4`,
        [tenantId, integrationId, findType(provider, type) ?? type, externalId],
      );
      if (!row) throw new NotFoundError('The record', 'record_not_found');
      return toRecord(row, provider, withRaw);
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
