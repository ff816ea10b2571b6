import { ApiProperty } from '@nestjs/swagger';
import { FailureDto } from '../../../common/failure.dto.js';
import { QUEUE_NAMES } from '../../../work/queue.table.js';
import { attemptOf, progressOf } from '../run.progress.js';
import { RUN_MODES, RUN_STATUSES, type LeftOutObject } from '../run.row.js';
import type { RunSnapshot, StreamSnapshot } from '../run.snapshot.js';

/** Records by what became of them, and what it took. */
export class RunCountsDto {
  /**
   * Records read from the provider.
   * @example 1250
   */
  fetched!: number;
  /** @example 1200 */
  created!: number;
  /** @example 30 */
  updated!: number;
  /** @example 15 */
  unchanged!: number;
  /** @example 4 */
  deleted!: number;
  /**
   * Records that were left out, because nothing identifies them or they cannot be stored.
   * @example 1
   */
  failed!: number;
  /** @example 13 */
  pages!: number;
  /**
   * Calls to the provider, failed ones included.
   * @example 13
   */
  requests!: number;
}

export class RunProgressDto extends RunCountsDto {
  /**
   * Records fetched a second, since the run started.
   * @example 27.8
   */
  ratePerSecond!: number;
  /**
   * Records fetched and still to come; `null` while it is unknown.
   * @example 1250
   */
  estimatedTotal!: number | null;
  /**
   * 0 once the run has ended, `null` while it is unknown.
   * @example 0
   */
  etaSeconds!: number | null;
}

export class StreamFailureDto extends FailureDto {
  /** @example 'customers' */
  stream!: string;
}

/** An object that was left out while the rest of its page was stored. */
export class LeftOutDto {
  /** @example 'customers' */
  stream!: string;
  /**
   * `null`: nothing identifies it.
   * @example 'cus_QXg1o8vcGmoR32'
   */
  externalId!: string | null;
  /** @example 'no_key' */
  @ApiProperty({ enum: ['no_key', 'too_large', 'unreadable'] })
  reason!: LeftOutObject['reason'];
}

export class RunErrorDto extends FailureDto {
  /** When single streams failed and the others went on. */
  streams?: StreamFailureDto[];
  /** The first of the objects that were left out; `progress.failed` counts all. */
  leftOut?: LeftOutDto[];
}

export class RunStreamDto extends RunCountsDto {
  /**
   * Name of the stream, or of the feed that reports the changes of several streams.
   * @example 'customers'
   */
  stream!: string;
  /**
   * `unavailable`: the plan, key or token of the account does not permit to read it. That is no failure of the run.
   * @example 'done'
   */
  @ApiProperty({ enum: ['open', 'done', 'failed', 'unavailable'] })
  status!: StreamSnapshot['status'];
  /** @example 1250 */
  estimatedTotal!: number | null;
  error!: FailureDto | null;

  static from({ remaining, ...stream }: StreamSnapshot): RunStreamDto {
    return { ...stream, estimatedTotal: remaining === null ? null : stream.fetched + remaining };
  }
}

/** One execution of a sync or an export. */
export class RunDto {
  /** @example '9b2f6a34-1c7d-4e0a-8b5f-6d3e2a1c9f40' */
  id!: string;
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  integrationId!: string;
  provider!: string;
  /**
   * `all`, or a stream of the provider.
   * @example 'customers'
   */
  syncType!: string;
  /** @example 'sync' */
  @ApiProperty({ enum: ['sync', 'export'] })
  operation!: RunSnapshot['operation'];
  /** @example 'incremental' */
  @ApiProperty({ enum: RUN_MODES })
  mode!: RunSnapshot['mode'];
  /** @example 'user' */
  @ApiProperty({ enum: ['user', 'service', 'schedule', 'webhook', 'batch'] })
  trigger!: RunSnapshot['trigger'];
  /** @example 'succeeded' */
  @ApiProperty({ enum: RUN_STATUSES })
  status!: RunSnapshot['status'];
  @ApiProperty({ enum: QUEUE_NAMES, example: 'integration-high' })
  queue!: string;
  /**
   * 1 for the first.
   * @example 1
   */
  attempt!: number;
  progress!: RunProgressDto;
  /** Per stream, in alphabetical order; empty until the run is planned. */
  streams!: RunStreamDto[];
  /** Why it failed, why it is being tried again, or what a run that succeeded has left out (`records_left_out`). */
  error!: RunErrorDto | null;
  /** @example '2026-03-14T09:26:53.000Z' */
  createdAt!: Date;
  /** @example '2026-03-14T09:26:54.000Z' */
  startedAt!: Date | null;
  /** @example '2026-03-14T09:27:39.000Z' */
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
