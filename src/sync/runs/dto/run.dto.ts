import { ApiProperty } from '@nestjs/swagger';
import { attemptOf, progressOf } from '../run.progress.js';
import { RUN_MODES, RUN_STATUSES } from '../run.row.js';
import type { RunSnapshot, StreamSnapshot } from '../run.snapshot.js';

/** Records by what became of them, and what it took. */
export class RunCountsDto {
  /** Records read from the provider. */
  fetched!: number;
  created!: number;
  updated!: number;
  unchanged!: number;
  deleted!: number;
  /** Records that could not be stored. */
  failed!: number;
  pages!: number;
  /** Calls to the provider, failed ones included. */
  requests!: number;
}

export class RunProgressDto extends RunCountsDto {
  /** Records fetched a second, since the run started. */
  ratePerSecond!: number;
  /** Records fetched and still to come; `null` while that cannot be told. */
  estimatedTotal!: number | null;
  /** 0 once the run has ended, `null` while it cannot be told. */
  etaSeconds!: number | null;
}

export class RunFailureDto {
  /** Stable, snake_case. */
  code!: string;
  message!: string;
}

export class StreamFailureDto extends RunFailureDto {
  stream!: string;
}

export class RunErrorDto extends RunFailureDto {
  /** When single streams failed and the others went on. */
  streams?: StreamFailureDto[];
}

export class RunStreamDto extends RunCountsDto {
  /** Name of the stream, or of the feed that tells the changes of several. */
  stream!: string;
  @ApiProperty({ enum: ['open', 'done', 'failed'] })
  status!: StreamSnapshot['status'];
  estimatedTotal!: number | null;
  error!: RunFailureDto | null;

  static from({ remaining, ...stream }: StreamSnapshot): RunStreamDto {
    return { ...stream, estimatedTotal: remaining === null ? null : stream.fetched + remaining };
  }
}

/** One execution of a sync or an export. */
export class RunDto {
  id!: string;
  integrationId!: string;
  provider!: string;
  /** `all`, or a stream of the provider. */
  syncType!: string;
  @ApiProperty({ enum: ['sync', 'export'] })
  operation!: RunSnapshot['operation'];
  @ApiProperty({ enum: RUN_MODES })
  mode!: RunSnapshot['mode'];
  @ApiProperty({ enum: ['user', 'service', 'schedule', 'webhook', 'batch'] })
  trigger!: RunSnapshot['trigger'];
  @ApiProperty({ enum: RUN_STATUSES })
  status!: RunSnapshot['status'];
  queue!: string;
  /** 1 for the first. */
  attempt!: number;
  progress!: RunProgressDto;
  /** Per stream, in alphabetical order; empty until the run is planned. */
  streams!: RunStreamDto[];
  /** Why it failed, or why it is being tried again. */
  error!: RunErrorDto | null;
  createdAt!: Date;
  startedAt!: Date | null;
  finishedAt!: Date | null;

  static from(run: RunSnapshot): RunDto {
    const { id, integrationId, provider, syncType, operation, mode, trigger, status, queue, error } = run;
    const { createdAt, startedAt, finishedAt } = run;
    return {
      id,
      integrationId,
      provider,
      syncType,
      operation,
      mode,
      trigger,
      status,
      queue,
      attempt: attemptOf(run),
      progress: progressOf(run),
      streams: run.streams.map((stream) => RunStreamDto.from(stream)),
      error,
      createdAt,
      startedAt,
      finishedAt,
    };
  }
}

export class RunPageDto {
  data!: RunDto[];
  nextCursor!: string | null;
}
