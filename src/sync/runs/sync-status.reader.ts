import { Injectable } from '@nestjs/common';
import { CursorCodec } from '../../common/cursor.js';
import type { Page } from '../../common/page.js';
import { ID_POSITION, readPage } from '../../common/page.reader.js';
import { GapStore } from '../../coverage/gap.store.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { RunDto } from './dto/run.dto.js';
import type { StreamStatus, StreamStatusDto, SyncStatusDto, SyncStatusQueryDto } from './dto/sync-status.dto.js';
import { RunReader } from './run.reader.js';
import { coverageOf } from './sync-coverage.js';
import { type StreamStatusRow, StreamStatusStore } from './stream-status.store.js';

/** Where the syncs of each integration stand: four statements, however many integrations there are. */
@Injectable()
export class SyncStatusReader {
  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly runs: RunReader,
    private readonly streams: StreamStatusStore,
    private readonly gaps: GapStore,
    private readonly providers: ProviderRegistry,
    private readonly cursors: CursorCodec,
  ) {}

  async list(tenantId: string, query: SyncStatusQueryDto): Promise<Page<SyncStatusDto>> {
    const { integrationId } = query;
    return this.database.inTenant(tenantId, async (tx) => {
      const { data, nextCursor } = await readPage<IntegrationRow, string>(this.cursors, query, {
        binding: [tenantId, 'sync/status', integrationId],
        position: ID_POSITION,
        read: async (after, limit) =>
          integrationId
            ? [await this.integrations.get(tx, integrationId)]
            : this.integrations.list(tx, { after, limit }),
        positionOf: ({ id }) => id,
      });
      return { data: await this.describe(tx, tenantId, data), nextCursor };
    });
  }

  private async describe(
    tx: TenantTransaction,
    tenantId: string,
    integrations: readonly IntegrationRow[],
  ): Promise<SyncStatusDto[]> {
    const ids = integrations.map(({ id }) => id);
    const live = await this.runs.live(tx, tenantId, ids);
    const known = await this.streams.list(tx, tenantId, ids);
    const gaps = await this.gaps.list(tx, ids);
    return integrations.map(({ id, provider, status, lastSyncAt, lastError }) => {
      const isMine = ({ integrationId }: { integrationId: string }) => integrationId === id;
      const streams = this.streamsOf(provider, known.filter(isMine));
      return {
        id,
        provider,
        status,
        lastSyncAt,
        lastError,
        liveRuns: live.filter(isMine).map((run) => RunDto.from(run)),
        coverage: coverageOf(streams, gaps.filter(isMine)),
        streams,
      };
    });
  }

  /** In the provider's order; one that was never tried is listed too, as complete up to nowhere. */
  private streamsOf(provider: string, known: readonly StreamStatusRow[]): StreamStatusDto[] {
    const names =
      this.providers
        .find(provider)
        ?.describe()
        .streams.map(({ name }) => name) ?? [];
    const rows = new Map(known.map((row) => [row.stream, row]));
    return [...new Set([...names, ...rows.keys()])].map((stream) => {
      const row = rows.get(stream);
      return {
        stream,
        status: statusOf(row),
        watermark: row?.watermark ?? null,
        covered: row?.covered ?? [],
        lastSuccessAt: row?.lastSuccessAt ?? null,
        listedAt: row?.listedAt ?? null,
        retryAt: row?.unavailableUntil ?? null,
        lastError: row?.lastError ?? null,
      };
    });
  }
}

function statusOf(row: StreamStatusRow | undefined): StreamStatus {
  if (row?.unavailableUntil) return 'unavailable';
  if (row?.lastError) return 'failed';
  return row?.watermark ? 'current' : 'pending';
}
