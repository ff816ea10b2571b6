import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Max, Min } from 'class-validator';
import { PageQuery } from '../../../common/page.query.js';
import { RUN_MODES, type RunMode } from '../../runs/run.row.js';
import type { ScheduleRow } from '../schedule.row.js';

const EVERY_SECONDS_MIN = 10;
const EVERY_SECONDS_MAX = 31_536_000;

/** Either `everySeconds` or `cron`; neither of them to pause or resume a schedule as it is. */
export class PutScheduleDto {
  /** Seconds from one run to the next, 10 to a year. */
  @IsOptional()
  @IsInt()
  @Min(EVERY_SECONDS_MIN)
  @Max(EVERY_SECONDS_MAX)
  everySeconds?: number;

  /**
   * Five fields (minute, hour, day of month, month, day of week) in UTC, or `@hourly`, `@daily`, `@weekly`,
   * `@monthly`, `@yearly`.
   * @example '30 4 * * *'
   */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  cron?: string;

  /**
   * A paused schedule starts no runs.
   * @example false
   */
  @IsOptional()
  @IsBoolean()
  paused?: boolean;

  /**
   * What its runs do: `incremental` brings what has changed, `full` reads everything again. Absent: `incremental`; `paused`
   * then concerns both.
   */
  @IsOptional()
  @IsIn(RUN_MODES)
  mode?: RunMode;
}

export class DeleteScheduleDto {
  /** Absent: both schedules of the sync type. */
  @IsOptional()
  @IsIn(RUN_MODES)
  mode?: RunMode;
}

export class ListSchedulesDto extends PageQuery {
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsOptional()
  @IsUUID()
  integrationId?: string;
}

/** Starts runs of one sync type again and again. */
export class ScheduleDto {
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  integrationId!: string;
  /** @example 'customers' */
  syncType!: string;
  /** @example 'incremental' */
  @ApiProperty({ enum: RUN_MODES })
  mode!: RunMode;
  everySeconds!: number | null;
  /** @example '30 4 * * *' */
  cron!: string | null;
  /** @example false */
  paused!: boolean;
  /**
   * When it starts the next run; `null` while it is paused.
   * @example '2026-03-15T04:30:00.000Z'
   */
  nextAt!: Date | null;
  /**
   * The last run it started.
   * @example '9b2f6a34-1c7d-4e0a-8b5f-6d3e2a1c9f40'
   */
  lastRunId!: string | null;
  updatedAt!: Date;

  static from(row: ScheduleRow): ScheduleDto {
    const { integrationId, syncType, mode, everySeconds, cron, paused, nextAt, lastRunId, updatedAt } = row;
    return {
      integrationId,
      syncType,
      mode,
      everySeconds,
      cron,
      paused,
      nextAt: paused ? null : nextAt,
      lastRunId,
      updatedAt,
    };
  }
}

export class SchedulePageDto {
  data!: ScheduleDto[];
  nextCursor!: string | null;
}
