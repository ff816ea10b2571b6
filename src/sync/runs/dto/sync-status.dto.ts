import { IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '../../../common/page.query.js';
import { RunDto, RunFailureDto } from './run.dto.js';

export class SyncStatusQueryDto extends PageQuery {
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsOptional()
  @IsUUID()
  integrationId?: string;
}

/** Half-open: `from` is in it, `to` is not. */
export class CoveredRangeDto {
  /**
   * `null`: since ever.
   * @example '2026-01-01T00:00:00.000Z'
   */
  from!: string | null;
  /** @example '2026-03-14T09:26:53.000Z' */
  to!: string | null;
}

/** How far one stream of an integration is complete. */
export class StreamStatusDto {
  /** @example 'customers' */
  stream!: string;
  /**
   * By the provider's clock: everything that changed before is here. `null`: it was never completed.
   * @example '2026-03-14T09:26:53.000Z'
   */
  watermark!: Date | null;
  /** The ranges of time of which every change is here. A gap between two of them is not. */
  covered!: CoveredRangeDto[];
  /** @example '2026-03-14T09:26:53.000Z' */
  lastSuccessAt!: Date | null;
  lastError!: RunFailureDto | null;
}

export class SyncStatusDto {
  /**
   * Id of the integration.
   * @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10'
   */
  id!: string;
  provider!: string;
  /**
   * Of the integration: `connected`, `needs_reauth`, `error`, `paused` or `disconnected`.
   * @example 'connected'
   */
  status!: string;
  /** @example '2026-03-14T09:26:53.000Z' */
  lastSyncAt!: Date | null;
  lastError!: RunFailureDto | null;
  /** Queued and running, newest first. */
  liveRuns!: RunDto[];
  streams!: StreamStatusDto[];
}

export class SyncStatusPageDto {
  data!: SyncStatusDto[];
  nextCursor!: string | null;
}
