import { IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '../../../common/page.query.js';
import { RunDto, RunFailureDto } from './run.dto.js';

export class SyncStatusQueryDto extends PageQuery {
  @IsOptional()
  @IsUUID()
  integrationId?: string;
}

/** Half-open: `from` is in it, `to` is not. */
export class CoveredRangeDto {
  /** `null`: since ever. */
  from!: string | null;
  to!: string | null;
}

/** How far one stream of an integration is complete. */
export class StreamStatusDto {
  stream!: string;
  /** By the provider's clock: everything that changed before is here. `null`: it was never completed. */
  watermark!: Date | null;
  /** The ranges of time of which every change is here. A gap between two of them is not. */
  covered!: CoveredRangeDto[];
  lastSuccessAt!: Date | null;
  lastError!: RunFailureDto | null;
}

export class SyncStatusDto {
  /** Id of the integration. */
  id!: string;
  provider!: string;
  /** Of the integration: `connected`, `needs_reauth`, `error`, `paused` or `disconnected`. */
  status!: string;
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
