import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { FailureDto } from '../../../common/failure.dto.js';
import { GAP_REASONS, type GapReason } from '../../../coverage/gap.js';
import { PageQuery } from '../../../common/page.query.js';
import { IntegrationErrorDto, type IntegrationDto } from '../../../integrations/dto/integration.dto.js';
import { RunDto } from './run.dto.js';

export class SyncStatusQueryDto extends PageQuery {
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsOptional()
  @IsUUID()
  integrationId?: string;
}

/** A half-open range of time: it includes `from` and excludes `to`. */
export class CoveredRangeDto {
  /**
   * `null`: from the beginning.
   * @example '2026-01-01T00:00:00.000Z'
   */
  from!: string | null;
  /** @example '2026-03-14T09:26:53.000Z' */
  to!: string | null;
}

export const STREAM_STATUSES = ['pending', 'current', 'failed', 'unavailable'] as const;
export type StreamStatus = (typeof STREAM_STATUSES)[number];

/** How far one stream of an integration is complete. */
export class StreamStatusDto {
  /** @example 'customers' */
  stream!: string;
  /**
   * `pending`: not yet read to its end. `current`: its last run succeeded. `failed`: its last run failed, with `lastError`.
   * `unavailable`: the plan, key or token of the account does not permit to read it; it is tried again at `retryAt`.
   * @example 'current'
   */
  @ApiProperty({ enum: STREAM_STATUSES })
  status!: StreamStatus;
  /**
   * Every change before this time is stored. By the provider's clock. `null`: the stream was never read to its end.
   * @example '2026-03-14T09:26:53.000Z'
   */
  watermark!: Date | null;
  /** The ranges of time whose changes are all stored. Changes in a gap between two ranges can be missing. */
  covered!: CoveredRangeDto[];
  /** @example '2026-03-14T09:26:53.000Z' */
  lastSuccessAt!: Date | null;
  /**
   * When it was last listed again for what its changes do not show (`staleness` of the stream's description).
   * @example '2026-03-14T09:26:53.000Z'
   */
  listedAt!: Date | null;
  /**
   * When a run tries a stream again that is `unavailable`.
   * @example '2026-03-15T09:26:53.000Z'
   */
  retryAt!: Date | null;
  lastError!: FailureDto | null;
}

/** Changes or records of a stream that may be missing. It is closed by itself where a run can close it. */
export class CoverageGapDto {
  /**
   * `all`: it is not known which, or all of them.
   * @example 'customers'
   */
  stream!: string;
  /**
   * `changes_expired`: the last run is so long ago that the provider no longer reports all changes since; the stream is listed
   * again. `watermark_reset`: it is no longer known up to when the stream is complete; it is listed again. `stream_failed`: the
   * last run could not bring the stream. `webhook_dead`: an event was given up; the next run brings what it reports.
   * `stream_unavailable`: the plan, key or token of the account does not permit to read the stream. `records_left_out`: objects
   * could not be stored; the run's error names them. `webhooks_silent`: runs bring changes that no webhook has reported, so
   * changes come later than they should.
   * @example 'changes_expired'
   */
  @ApiProperty({ enum: GAP_REASONS })
  reason!: GapReason;
  /**
   * From when on something may be missing. `null`: from the beginning.
   * @example '2026-01-20T04:12:00.000Z'
   */
  from!: Date | null;
  /**
   * Until when something may be missing. `null`: it goes on.
   * @example '2026-03-14T09:26:53.000Z'
   */
  to!: Date | null;
  /**
   * When it was detected.
   * @example '2026-03-14T09:26:53.000Z'
   */
  since!: Date;
}

/** What is known to be complete in all streams of an integration. Streams that the account may not read do not count. */
export class CoverageDto {
  /**
   * Start of the time range whose changes are stored in all streams. `null`: from the beginning, if `to` is a time.
   * @example null
   */
  from!: string | null;
  /**
   * End of that range, by the providers' clock. `null`: not all streams were read to their end yet.
   * @example '2026-03-14T09:26:53.000Z'
   */
  to!: string | null;
  /** Open gaps, the oldest first. Empty: nothing is known to be missing. */
  gaps!: CoverageGapDto[];
}

export class SyncStatusDto {
  /**
   * Id of the integration.
   * @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10'
   */
  id!: string;
  provider!: string;
  /** Status of the integration. */
  status!: IntegrationDto['status'];
  /** @example '2026-03-14T09:26:53.000Z' */
  lastSyncAt!: Date | null;
  lastError!: IntegrationErrorDto | null;
  /** Queued and running, newest first. */
  liveRuns!: RunDto[];
  /** What is known to be complete, and what may be missing. */
  coverage!: CoverageDto;
  streams!: StreamStatusDto[];
}

export class SyncStatusPageDto {
  data!: SyncStatusDto[];
  nextCursor!: string | null;
}
